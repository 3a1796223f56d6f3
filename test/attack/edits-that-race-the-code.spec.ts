import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, capturesOf, type Payer, registerPayer } from '../support/attacks';
import {
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  submitMilestone,
  verifyAndPay,
} from '../support/factories';

const ROUNDS = 200;
const SHOWN = 150_000;
const EDITED = 900_000;

let first: TestApp;
let second: TestApp;
let payer: Payer;
let contractId: string;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payer = await registerPayer(first);
  contractId = await createContract(first, payer);
  await fundAuthorization(first, payer.client, contractId, 100_000_000);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

async function submitted(): Promise<string> {
  const id = await createMilestone(first, payer.client, contractId, SHOWN);
  await submitMilestone(first, payer.payee, id);
  return id;
}

it('pays the amount that was shown, or nothing, 200 times', async () => {
  const { client, secret } = payer;
  const outcomes = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const milestoneId = await submitted();
    const { body: approval } = await expectStatus(201, approve(first, client, [milestoneId]));
    expect(approval.preview.total).toBe(SHOWN);
    const code = freshTotpCode(first, secret);
    const edit = () =>
      second.call('PATCH', `/api/milestones/${milestoneId}`, {
        token: client.token,
        body: { amount: EDITED },
      });
    const pay = () => verifyAndPay(first, client, approval.id, code);
    const racers = round % 2 ? [edit(), pay()] : [pay(), edit()];
    const answers = await Promise.all(racers);
    const [paid, edited] = round % 2 ? [answers[1], answers[0]] : [answers[0], answers[1]];
    outcomes.add(`${paid?.status} ${edited?.status}`);
    const captured = (await capturesOf(first, approval.id)).map(({ amount }) => Number(amount));
    expect(captured).toEqual(paid?.status === 200 ? [SHOWN] : []);
    const [milestone] = await first.query<{ amount: string }>('SELECT amount FROM milestones WHERE id = $1', [
      milestoneId,
    ]);
    expect(Number(milestone?.amount)).toBe(paid?.status === 200 ? SHOWN : EDITED);
  }
  expect([...outcomes].sort()).toEqual(['200 409', '409 200']);
}, 120_000);

it('lets a new approval of the same milestone replace the old one, or come too late', async () => {
  const { client, secret } = payer;
  for (let round = 0; round < 10; round++) {
    const milestoneId = await submitted();
    const { body: old } = await expectStatus(201, approve(first, client, [milestoneId]));
    const code = freshTotpCode(first, secret);
    const [paid, anew] = await Promise.all([
      verifyAndPay(first, client, old.id, code),
      approve(second, client, [milestoneId]),
    ]);
    expect([
      [200, 409],
      [409, 201],
    ]).toContainEqual([paid.status, anew.status]);
    const live = await first.query('SELECT FROM approval_items WHERE milestone_id = $1 AND live', [
      milestoneId,
    ]);
    expect(live).toHaveLength(1);
    expect(await capturesOf(first, old.id)).toHaveLength(paid.status === 200 ? 1 : 0);
  }
});
