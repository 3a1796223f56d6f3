import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  capturesOf,
  type Payer,
  registerPayer,
  requireCodeAlways,
  sentCodeOf,
  watch,
} from '../support/attacks';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedBatch,
  registerUser,
  verifyAndPay,
} from '../support/factories';

let app: TestApp;
let payer: Payer;
let grace: Account;
let katherine: Account;

beforeAll(async () => {
  app = await startApp();
  [payer, katherine] = await Promise.all([
    registerPayer(app),
    registerUser(app, { accountType: 'payee', name: 'Katherine Johnson' }),
  ]);
  grace = payer.payee;
  await requireCodeAlways(app, payer.client);
});
afterAll(() => app.close());

const read = async (id: string) =>
  (await app.call('GET', `/api/milestones/approvals/${id}`, { token: payer.client.token })).body;
const started = async (ids: string[]) =>
  (await expectStatus(201, approve(app, payer.client, ids))).body as { id: string };
const paid = (id: string) => verifyAndPay(app, payer.client, id, freshTotpCode(app, payer.secret));
const twoContracts = () => [
  { payee: grace, amounts: [30_000, 40_000] },
  { payee: katherine, amounts: [50_000], paymentMethod: 'pm_sandbox_mastercard' },
];
type Item = Record<string, unknown>;
const outcomes = (payments: Item[]) =>
  Object.fromEntries(payments.map(({ milestoneId, status }) => [milestoneId, status]));

describe('a batch over several contracts and payees', () => {
  it('shows each item, what pays it, and how much each payee gets', async () => {
    const ids = await fundedBatch(app, payer.client, twoContracts());
    const { body } = await expectStatus(201, approve(app, payer.client, ids));
    expect(body.preview).toMatchObject({ total: 120_000, currency: 'USD' });
    expect(new Set(body.preview.payees)).toEqual(
      new Set([
        { id: grace.id, name: 'Grace Hopper', subtotal: 70_000, isNew: true },
        { id: katherine.id, name: 'Katherine Johnson', subtotal: 50_000, isNew: true },
      ]),
    );
    const methods = Object.fromEntries(
      body.preview.items.map(({ milestoneId, paymentMethod }: Item) => [milestoneId, paymentMethod]),
    );
    expect(ids.map((id) => methods[id])).toEqual([
      'pm_sandbox_visa',
      'pm_sandbox_visa',
      'pm_sandbox_mastercard',
    ]);
    expect((await read(body.id)).preview).toEqual(body.preview);
  });

  it('is one approval, one code and one payment a milestone', async () => {
    const ids = await fundedBatch(app, payer.client, twoContracts());
    const { id } = await started(ids);
    const { body } = await expectStatus(200, paid(id));
    expect(body.success).toBe(true);
    expect(outcomes(body.payments)).toEqual(Object.fromEntries(ids.map((each) => [each, 'released'])));
    expect(outcomes((await read(id)).payments)).toEqual(outcomes(body.payments));
    expect(await capturesOf(app, id)).toHaveLength(3);
  });

  it('says in the message how many payees get how much in all', async () => {
    const client = await registerUser(app);
    const ids = await fundedBatch(app, client, twoContracts());
    const { body: approval } = await expectStatus(201, approve(app, client, ids));
    const mail = await app.mailbox.waitFor(client.email, ({ text }) =>
      text.includes(approval.challenge.reference),
    );
    expect(mail.text).toContain('$1,200.00');
    expect(mail.text).toContain('2 payees');
    const code = await sentCodeOf(app, client, approval.challenge);
    expect((await verifyAndPay(app, client, approval.id, code)).status).toBe(200);
  });

  it('may hold a hundred milestones', async () => {
    const ids = await fundedBatch(app, payer.client, [
      { payee: grace, amounts: Array.from({ length: 60 }, () => 1_000) },
      { payee: katherine, amounts: Array.from({ length: 40 }, () => 2_000), authorized: 90_000 },
    ]);
    const { id } = await started(ids);
    const { body } = await expectStatus(200, paid(id));
    expect(body.payments).toHaveLength(100);
    expect(await capturesOf(app, id)).toHaveLength(100);
    const remaining = await app.query<{ remaining: string }>(
      `SELECT remaining FROM authorizations
       WHERE contract_id IN (SELECT contract_id FROM milestones WHERE id = ANY ($1)) ORDER BY remaining`,
      [ids],
    );
    expect(remaining.map((row) => Number(row.remaining))).toEqual([0, 10_000]);
  });
});

describe('one invalid item', () => {
  const refused = async (ids: string[], status: number, code: string): Promise<Item[]> => {
    const { answer, changed } = await watch(app, () => approve(app, payer.client, ids));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(changed).toEqual([]);
    return answer.body.errors;
  };

  it('is named, with its place, and nothing is approved', async () => {
    const ids = await fundedBatch(app, payer.client, twoContracts());
    const before = await fundedBatch(app, payer.client, [{ payee: grace, amounts: [2_000] }]);
    await expectStatus(200, paid((await started(before)).id));
    const unknown = randomUUID();
    const errors = await refused([...ids, unknown, ...before], 404, 'not-found');
    expect(errors).toMatchObject([
      { pointer: '/milestoneIds/3', milestoneId: unknown, code: 'not-found' },
      {
        pointer: '/milestoneIds/4',
        milestoneId: before[0],
        code: 'milestone-not-approvable',
        milestoneStatus: 'approved',
        detail: expect.stringContaining('approved'),
      },
    ]);
  });

  it('of another client is as unknown as one that does not exist', async () => {
    const stranger = await registerUser(app);
    const [theirs] = await fundedBatch(app, stranger, [{ payee: grace, amounts: [1_000] }]);
    const [own] = await fundedBatch(app, payer.client, [{ payee: grace, amounts: [1_000] }]);
    const errors = await refused([own as string, theirs as string], 404, 'not-found');
    expect(errors).toEqual([
      expect.objectContaining({ pointer: '/milestoneIds/1', milestoneId: theirs, code: 'not-found' }),
    ]);
  });

  it('may be one in another currency', async () => {
    const ids = await fundedBatch(app, payer.client, [
      { payee: grace, amounts: [1_000] },
      { payee: grace, amounts: [1_000], currency: 'EUR' },
    ]);
    const errors = await refused(ids, 409, 'mixed-currencies');
    expect(errors).toMatchObject([{ pointer: '/milestoneIds/1', milestoneId: ids[1] }]);
  });

  it('may be one without money', async () => {
    const ids = await fundedBatch(app, payer.client, [
      { payee: grace, amounts: [1_000, 2_000, 3_000], authorized: 5_000 },
      { payee: katherine, amounts: [9_000], authorized: 8_999 },
    ]);
    const errors = await refused(ids, 409, 'authorization-insufficient');
    expect(errors.map(({ milestoneId }) => milestoneId).sort()).toEqual([ids[0], ids[3]].sort());
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(['/milestoneIds/0', '/milestoneIds/3']);
  });

  it('may be one that is listed twice, in capitals or not', async () => {
    const ids = await fundedBatch(app, payer.client, [{ payee: grace, amounts: [1_000, 2_000] }]);
    const [first = '', second = ''] = ids;
    const errors = await refused([first, second, first.toUpperCase()], 400, 'validation-failed');
    expect(errors).toMatchObject([{ pointer: '/milestoneIds/2' }]);
  });
});
