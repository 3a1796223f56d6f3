import { expectStatus } from '../support/accounts';
import { startApp, type TestApp, testEnvironment } from '../support/app';
import { alsoOn, type Payer, pendingApproval, registerPayer, sentCodeOf } from '../support/attacks';
import { EventStream } from '../support/event-stream';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedBatch,
  fundedMilestone,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import { ServerProcess } from '../support/server-process';

/** Two processes on one database: streams are opened on one, and everything happens on the other. */
let here: TestApp;
let there: TestApp;
let payer: Payer;
const open: EventStream[] = [];

beforeAll(async () => {
  here = await startApp();
  there = await startApp(alsoOn(here));
  payer = await registerPayer(here);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await there.close();
  await here.close();
});

async function watchApproval(
  id: string,
  { token }: Account = payer.client,
  headers = {},
): Promise<EventStream> {
  const stream = await EventStream.open(`${here.url}/api/milestones/approvals/${id}/events`, {
    Authorization: `Bearer ${token}`,
    ...headers,
  });
  open.push(stream);
  return stream;
}

const ofKind = (kind: string) => (event: { event: string }) => event.event === kind;

it('shows at once how things stand, then verification and each payment, and ends when all is done', async () => {
  const ids = await fundedBatch(here, payer.client, [
    { payee: payer.payee, amounts: [80_000, 90_000] },
    { payee: payer.payee, amounts: [70_000], paymentMethod: 'pm_sandbox_capture_declined' },
  ]);
  const { body: approval } = await expectStatus(201, approve(here, payer.client, ids));
  const stream = await watchApproval(approval.id);
  expect(stream.status).toBe(200);
  expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const snapshot = await stream.waitFor(ofKind('snapshot'));
  expect(snapshot).toMatchObject({
    id: expect.any(String),
    data: {
      approvalId: approval.id,
      verification: { status: 'pending', challenge: { id: approval.challenge.id, status: 'open' } },
      payments: [],
    },
  });
  await expectStatus(200, verifyAndPay(there, payer.client, approval.id, freshTotpCode(here, payer.secret)));
  const end = await stream.waitFor(ofKind('end'));
  expect(end.data).toEqual({ reason: 'final' });
  const verified = stream.events.filter(ofKind('verification')).at(-1);
  expect(verified?.data).toMatchObject({ status: 'approved', challenge: { status: 'consumed' } });
  const last = new Map(stream.events.filter(ofKind('payment')).map(({ data }) => [data.milestoneId, data]));
  expect(ids.map((id) => last.get(id)?.status)).toEqual(['released', 'released', 'failed']);
  expect(last.get(ids[2] as string).failure).toMatchObject({ code: 'declined' });
  expect(new Set(stream.events.slice(0, -1).map(({ id }) => id)).size).toBe(stream.events.length - 1);
});

it('shows how the code is delivered', async () => {
  const client = await registerUser(here);
  const { milestoneId } = await fundedMilestone(here, { client, payee: payer.payee });
  here.mailbox.refuseWith = 451;
  const { body: approval } = await expectStatus(201, approve(here, client, [milestoneId]));
  const stream = await watchApproval(approval.id, client);
  const snapshot = await stream.waitFor(ofKind('snapshot'));
  expect(snapshot.data.delivery).toMatchObject({ channel: 'email' });
  expect(snapshot.data.delivery.status).not.toBe('sent');
  here.mailbox.refuseWith = null;
  await stream.waitFor(({ event, data }) => event === 'delivery' && data.status === 'sent');
  const code = await sentCodeOf(here, client, approval.challenge);
  await expectStatus(200, verifyAndPay(there, client, approval.id, code));
  await stream.waitFor(ofKind('end'));
});

it('tells of a withdrawal elsewhere', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const stream = await watchApproval(approvalId);
  await stream.waitFor(ofKind('snapshot'));
  await there.call('DELETE', `/api/milestones/approvals/${approvalId}`, { token: payer.client.token });
  expect((await stream.waitFor(ofKind('verification'))).data.status).toBe('cancelled');
  expect((await stream.waitFor(ofKind('end'))).data.reason).toBe('final');
});

it('goes on where it was for a client that comes back, and begins anew when it has missed something', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const first = await watchApproval(approvalId);
  const { id } = await first.waitFor(ofKind('snapshot'));
  await first.close();
  const back = await watchApproval(approvalId, payer.client, { 'Last-Event-ID': id });
  await expectStatus(200, verifyAndPay(there, payer.client, approvalId, freshTotpCode(here, payer.secret)));
  await back.waitFor(ofKind('end'));
  expect(back.events.filter(ofKind('snapshot'))).toEqual([]);
  const late = await watchApproval(approvalId, payer.client, { 'Last-Event-ID': id });
  await late.waitFor(ofKind('end'));
  expect(late.events.map(({ event }) => event)).toEqual(['snapshot', 'end']);
  expect(late.events[0]?.data.payments).toMatchObject([{ status: 'released' }]);
});

it('catches up after an outage of the connection that bells are heard on', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const stream = await watchApproval(approvalId);
  await stream.waitFor(ofKind('snapshot'));
  const cut = await here.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'shopflow-changes' AND datname = current_database()`,
  );
  expect(cut).toHaveLength(1);
  await expectStatus(200, verifyAndPay(there, payer.client, approvalId, freshTotpCode(here, payer.secret)));
  await stream.waitFor(ofKind('end'));
});

it('is for the client of the approval alone', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const stranger = await registerUser(here);
  expect((await watchApproval(approvalId, stranger)).status).toBe(404);
  expect((await watchApproval(approvalId, payer.payee)).status).toBe(403);
  expect((await watchApproval(approvalId, { ...stranger, token: 'nobody' })).status).toBe(401);
});

it('ends with the session', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const stream = await watchApproval(approvalId);
  await stream.waitFor(ofKind('snapshot'));
  await expectStatus(204, there.call('POST', '/api/auth/logout', { token: payer.client.token }));
  expect((await stream.waitFor(ofKind('end'))).data.reason).toBe('session');
  payer = await registerPayer(here);
});

it('opens six at once for one person, with one connection to hear of changes and none to keep', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const streams = await Promise.all([...Array(8)].map(() => watchApproval(approvalId)));
  const statuses = streams.map(({ status }) => status).sort();
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  const [listening] = await here.query<{ count: string }>(
    `SELECT count(*) FROM pg_stat_activity WHERE application_name = 'shopflow-changes' AND datname = current_database()`,
  );
  expect(listening?.count).toBe('1');
  await Promise.all(streams.map((stream) => stream.close()));
  expect((await watchApproval(approvalId)).status).toBe(200);
});

it('lets a process that is told to leave go at once', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const server = await ServerProcess.start(testEnvironment(here.databaseUrl, here.mailbox.url));
  const stream = await EventStream.open(`${server.url}/api/milestones/approvals/${approvalId}/events`, {
    Authorization: `Bearer ${payer.client.token}`,
  });
  await stream.waitFor(ofKind('snapshot'));
  server.signal('SIGTERM');
  expect((await stream.waitFor(ofKind('end'))).data.reason).toBe('shutdown');
  expect(await server.exit()).toBe(0);
  await stream.close();
});

it('ends after ten minutes, for the client to come back', async () => {
  const { approvalId } = await pendingApproval(here, payer);
  const stream = await watchApproval(approvalId);
  await stream.waitFor(ofKind('snapshot'));
  here.clock.advance(10 * 60_000);
  expect((await stream.waitFor(ofKind('end'))).data.reason).toBe('time');
});
