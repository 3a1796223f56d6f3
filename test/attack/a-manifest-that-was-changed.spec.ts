import { randomUUID } from 'node:crypto';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { capturesOf, type Payer, registerPayer, requireCodeAlways } from '../support/attacks';
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
let thief: Account;

beforeAll(async () => {
  app = await startApp();
  payer = await registerPayer(app);
  thief = await registerUser(app, { accountType: 'payee' });
  await requireCodeAlways(app, payer.client);
});
afterAll(() => app.close());

interface Batch {
  approvalId: string;
  challengeId: string;
  /** Three milestones of the approval, and one beside it. */
  ids: [string, string, string, string];
}

async function pendingBatch(): Promise<Batch> {
  const { client, payee } = payer;
  const ids = (await fundedBatch(app, client, [
    { payee, amounts: [10_000, 20_000, 30_000, 40_000], authorized: 500_000 },
  ])) as Batch['ids'];
  const { body } = await expectStatus(201, approve(app, client, ids.slice(0, 3)));
  return { approvalId: body.id, challengeId: body.challenge.id, ids };
}

async function expectNothingPaid({ approvalId, challengeId, ids }: Batch): Promise<void> {
  const answer = await verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret));
  expect([answer.status, answer.body.code]).toEqual([409, 'approval-void']);
  expect(await capturesOf(app, approvalId)).toEqual([]);
  expect(await app.query('SELECT status FROM challenges WHERE id = $1', [challengeId])).toEqual([
    { status: 'void' },
  ]);
  expect(
    await app.query(`SELECT FROM milestones WHERE id = ANY ($1) AND status <> 'submitted'`, [ids]),
  ).toEqual([]);
}

/** By somebody who reaches the rows of the manifest, beneath every rule of the application. */
it.each<[string, (batch: Batch) => Promise<unknown>]>([
  [
    'gained an item',
    ({ approvalId, ids }) =>
      app.query(
        `INSERT INTO approval_items (approval_id, milestone_id, milestone_version, contract_id, payee_id, title, amount, new_payee)
         SELECT approval_id, $2, milestone_version, contract_id, payee_id, title, 40000, new_payee
         FROM approval_items WHERE approval_id = $1 LIMIT 1`,
        [approvalId, ids[3]],
      ),
  ],
  [
    'lost an item',
    ({ approvalId, ids }) =>
      app.query('DELETE FROM approval_items WHERE approval_id = $1 AND milestone_id = $2', [
        approvalId,
        ids[0],
      ]),
  ],
  [
    'had an item swapped for another',
    ({ approvalId, ids }) =>
      app.query('UPDATE approval_items SET milestone_id = $3 WHERE approval_id = $1 AND milestone_id = $2', [
        approvalId,
        ids[0],
        ids[3],
      ]),
  ],
  [
    'had two amounts swapped',
    ({ ids }) =>
      app.query('UPDATE milestones SET amount = 30000 - amount WHERE id = ANY ($1)', [ids.slice(0, 2)]),
  ],
  [
    'had the payee of its contract changed',
    ({ ids }) =>
      app.query(
        `UPDATE contracts SET payee_id = $2 WHERE id = (SELECT contract_id FROM milestones WHERE id = $1)`,
        [ids[0], thief.id],
      ),
  ],
])('a manifest that has %s pays nothing, and its challenge is void', async (_, change) => {
  const batch = await pendingBatch();
  await change(batch);
  await expectNothingPaid(batch);
});

it('an item cannot be on a manifest twice', async () => {
  const { approvalId } = await pendingBatch();
  const copy = app.query(
    `INSERT INTO approval_items SELECT * FROM approval_items WHERE approval_id = $1 LIMIT 1`,
    [approvalId],
  );
  await expect(copy).rejects.toThrow(/duplicate key/);
});

it.each<[string, (ids: Batch['ids']) => string[]]>([
  ['with an item more', ([a, b, c, d]) => [a, b, c, d]],
  ['with an item fewer', ([a, b]) => [a, b]],
  ['with an item swapped', ([a, b, , d]) => [a, b, d]],
])('a new approval %s voids the challenge of the one before', async (_, change) => {
  const batch = await pendingBatch();
  const { body: next } = await expectStatus(201, approve(app, payer.client, change(batch.ids)));
  await expectNothingPaid(batch);
  expect((await verifyAndPay(app, payer.client, next.id, freshTotpCode(app, payer.secret))).status).toBe(200);
});

it('an edit of any item through the API voids the challenge, also one of its words', async () => {
  const batch = await pendingBatch();
  await expectStatus(
    200,
    app.call('PATCH', `/api/milestones/${batch.ids[2]}`, {
      token: payer.client.token,
      body: { title: 'Something else' },
    }),
  );
  await expectNothingPaid(batch);
});

it('the order of the milestones makes no other approval: its key gives the first one', async () => {
  const { client, payee } = payer;
  const ids = await fundedBatch(app, client, [{ payee, amounts: [1_000, 2_000] }]);
  const key = randomUUID();
  const { body: first } = await expectStatus(201, approve(app, client, ids, key));
  await app.query('DELETE FROM idempotency_keys');
  const { body: again } = await expectStatus(201, approve(app, client, ids.toReversed(), key));
  expect(again.id).toBe(first.id);
});
