import { expectStatus } from '../support/accounts';
import { decideProposal } from '../support/admins';
import { startApp, type TestApp } from '../support/app';
import { type Payer, registerPayer } from '../support/attacks';
import { closeEmergency, proposeEmergency } from '../support/desk';
import { erase } from '../support/erasures';
import { type Operator, registerOperator } from '../support/factories';
import { openRecoveryFor, requestedRecovery, reviewRecovery } from '../support/recovery';

let app: TestApp;
let first: Operator;
let second: Operator;
let third: Operator;
let auditor: Operator;
let payer: Payer;
let other: Payer;

beforeAll(async () => {
  app = await startApp();
  [first, second, third, auditor] = (await Promise.all(
    (['admin', 'admin', 'admin', 'auditor'] as const).map((type) => registerOperator(app, type)),
  )) as [Operator, Operator, Operator, Operator];
  [payer, other] = await Promise.all([registerPayer(app), registerPayer(app)]);
});
afterAll(() => app.close());

const report = async (query: Record<string, string> = {}) =>
  (
    await expectStatus(
      200,
      app.call('GET', `/api/audit/reports/soc2?${new URLSearchParams(query)}`, { token: auditor.token }),
    )
  ).body;
const cases = async () => (await report()).overrides.cases;

it('tells of a recovery who asked, who reviewed, why, with which ticket and when, together', async () => {
  const account = { userId: payer.client.id };
  const { id } = (await expectStatus(201, openRecoveryFor(app, first, account))).body;
  await expectStatus(200, reviewRecovery(app, second, id));
  const [found] = await cases();
  expect(found).toMatchObject({
    ...{ id, kind: 'recovery', status: 'cooling-off', endedAt: null, closedBy: null },
    account: { id: payer.client.id, name: null },
    ...{ askedBy: { id: first.id, accountType: 'admin', name: 'Ada Lovelace' }, ticket: 'HELP-1' },
    ...{ words: 'Called from the number on file', reviewedBy: { id: second.id }, reviewWords: 'Called back' },
  });
  for (const time of [found.askedAt, found.reviewedAt])
    expect(Math.abs(Date.parse(time) - app.clock.now().getTime())).toBeLessThan(120_000);
  const events = (await expectStatus(200, app.call('GET', found.events, { token: auditor.token }))).body
    .items;
  expect(events.map(({ details }: { details: { event: string } }) => details.event)).toEqual([
    'approved',
    'opened',
  ]);
  const { items } = (await report()).overrides;
  const approved = items.find(({ details }: { details: { event?: string } }) => details.event === 'approved');
  expect(approved).toMatchObject({
    people: [{ id: second.id }],
    ...{ words: 'Called from the number on file', ticket: 'HELP-1' },
  });
});

it('tells of one that its owner asked for and an admin turned down', async () => {
  const id = await requestedRecovery(app, other.client);
  await expectStatus(200, reviewRecovery(app, third, id, 'reject'));
  expect((await cases())[0]).toMatchObject({
    ...{ id, kind: 'recovery', status: 'rejected', ticket: null, words: 'Phone at the bottom of the lake' },
    askedBy: { id: other.client.id },
    ...{ reviewedBy: { id: third.id }, reviewWords: 'Called back', endedAt: expect.any(String) },
  });
});

it('tells of an emergency both admins, and the third who justified it', async () => {
  const { body } = await expectStatus(202, proposeEmergency(app, first, { email: other.client.email }));
  await expectStatus(200, decideProposal(app, second, body.id));
  const [given] = await app.query<{ id: string }>('SELECT id FROM emergency_accesses');
  await expectStatus(200, closeEmergency(app, third, given?.id as string));
  const { overrides } = await report();
  const [access, proposal] = overrides.cases;
  expect(access).toMatchObject({
    ...{
      kind: 'emergency-recovery',
      askedBy: { id: first.id },
      reviewedBy: { id: second.id },
      ticket: 'HELP-9',
    },
    ...{ closedBy: { id: third.id }, closingWords: expect.any(String) },
  });
  expect(proposal).toMatchObject({
    ...{ id: body.id, kind: 'emergency-access', status: 'confirmed', askedBy: { id: first.id } },
    ...{ reviewedBy: { id: second.id }, words: access.words, ticket: 'HELP-9' },
  });
  const types = overrides.items.map(({ type }: { type: string }) => type);
  expect(types).toEqual(expect.arrayContaining(['emergency_access.given', 'emergency_access.closed']));
});

it('lists them on the page for printing', async () => {
  const path = '/api/audit/reports/soc2?format=html';
  const { body } = await expectStatus(200, app.call('GET', path, { token: auditor.token }));
  for (const words of [
    'Called from the number on file · HELP-1',
    'Phone at the bottom of the lake',
    'Called back',
  ])
    expect(body).toContain(words);
});

it('shows words about a person who was erased as erased, and everything else as it was', async () => {
  const before = (await cases()).filter(
    ({ account }: { account: { id: string } }) => account.id === other.client.id,
  );
  const erasure = await erase(app, [first, second], other.client.id);
  const all = await cases();
  const recoveries = all.filter(
    ({ account, id }: { account: { id: string }; id: string }) =>
      account.id === other.client.id && id !== erasure,
  );
  expect(recoveries).toHaveLength(3);
  for (const recovery of recoveries)
    expect(recovery).toMatchObject({
      words: 'erased',
      ticket: 'erased',
      reviewedBy: { id: expect.any(String) },
    });
  expect(JSON.stringify(recoveries)).not.toMatch(/lake|HELP|Called/);
  const parties = (list: Record<string, unknown>[]) =>
    list.map(({ id, askedBy, reviewedBy, closedBy, askedAt }) => ({
      id,
      askedBy,
      reviewedBy,
      closedBy,
      askedAt,
    }));
  expect(parties(recoveries)).toEqual(parties(before));
  expect(all.find(({ id }: { id: string }) => id === erasure)).toMatchObject({
    ...{ kind: 'user-erasure', ticket: 'GDPR-17', askedBy: { id: first.id }, reviewedBy: { id: second.id } },
  });
  const { items } = (await report()).overrides;
  const told = items.filter(({ subject }: { subject: { id: string } }) =>
    recoveries.some(({ id }: { id: string }) => id === subject.id),
  );
  expect(told.length).toBeGreaterThan(1);
  for (const item of told) expect(item.words).toBe('erased');
});

it('leaves out what was over before the period', async () => {
  const { from, to } = { from: '2020-01-01T00:00:00Z', to: '2020-12-31T00:00:00Z' };
  expect((await report({ from, to })).overrides).toMatchObject({ cases: [], items: [], counts: [] });
});
