import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { type Payer, pendingApproval, registerPayer } from '../support/attacks';
import { type Account, freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

let app: TestApp;
let payer: Payer;
let stranger: Payer;
let paymentIds: string[];

beforeAll(async () => {
  app = await startApp();
  [payer, stranger] = await Promise.all([registerPayer(app), registerPayer(app)]);
  paymentIds = [];
  for (let count = 0; count < 3; count++) {
    const { approvalId } = await pendingApproval(app, payer);
    const { body } = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
    paymentIds.unshift(body.paymentId);
  }
});
afterAll(() => app.close());

const get = ({ token }: Account, path: string) => app.call('GET', path, { token });

it('are seen by their client and their payee', async () => {
  for (const person of [payer.client, payer.payee]) {
    const { body } = await expectStatus(200, get(person, `/api/payments/${paymentIds[0]}`));
    expect(body).toMatchObject({
      id: paymentIds[0],
      amount: 125_000,
      currency: 'USD',
      status: 'released',
      payeeId: payer.payee.id,
      failure: null,
    });
    const { body: list } = await expectStatus(200, get(person, '/api/payments'));
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual(paymentIds);
  }
});

it('are not there for anybody else', async () => {
  for (const person of [stranger.client, stranger.payee]) {
    expect((await get(person, `/api/payments/${paymentIds[0]}`)).status).toBe(404);
    expect((await get(person, '/api/payments')).body).toEqual({ items: [], nextCursor: null });
  }
  expect((await app.call('GET', '/api/payments')).status).toBe(401);
});

it('come in pages, newest first, each once', async () => {
  const seen: string[] = [];
  let path = '/api/payments?limit=2';
  for (;;) {
    const { body } = await expectStatus(200, get(payer.client, path));
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.nextCursor === null) break;
    path = `/api/payments?limit=2&cursor=${body.nextCursor}`;
  }
  expect(seen).toEqual(paymentIds);
});

it('do not appear through the cursor of another person', async () => {
  const { body } = await get(payer.client, '/api/payments?limit=1');
  const foreign = await expectStatus(200, get(stranger.client, `/api/payments?cursor=${body.nextCursor}`));
  expect(foreign.body.items).toEqual([]);
});

it('make the payee a known one', async () => {
  const { approvalId } = await pendingApproval(app, payer);
  const { body } = await get(payer.client, `/api/milestones/approvals/${approvalId}`);
  expect(body.preview.payees).toMatchObject([{ isNew: false }]);
  expect(body.stepUp.reasons).toEqual(['above-threshold']);
});

it('show the milestone as paid, and as approved while they are not released', async () => {
  const { approvalId, milestoneId } = await pendingApproval(app, payer, {
    paymentMethod: 'pm_sandbox_capture_declined',
  });
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
  const { body } = await get(payer.payee, `/api/milestones/${milestoneId}`);
  expect(body).toMatchObject({
    status: 'approved',
    payment: { status: 'failed', failure: { code: 'declined' } },
  });
  const paid = await get(payer.payee, '/api/milestones?status=paid');
  expect(paid.body.items).toHaveLength(3);
});

it('of a new person are none', async () => {
  const newcomer = await registerUser(app);
  expect((await get(newcomer, '/api/payments')).body.items).toEqual([]);
});
