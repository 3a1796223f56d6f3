import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  auditEvents,
  capturesOf,
  type Payer,
  type PendingApproval,
  pendingApproval,
  registerPayer,
  tally,
  together,
} from '../support/attacks';
import { freshTotpCode, registerUser, verifyAndPay } from '../support/factories';

const SUBMISSIONS = 200;

let first: TestApp;
let second: TestApp;
let payer: Payer;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payer = await registerPayer(first);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

async function submitAtOnce(client: Payer['client'], { approvalId }: PendingApproval, code: string) {
  const apps = [first, second];
  return together(SUBMISSIONS, (index) => verifyAndPay(apps[index % 2] as TestApp, client, approvalId, code));
}

async function expectPaidOnce({ approvalId, challengeId, amount }: PendingApproval): Promise<void> {
  const captures = await capturesOf(first, approvalId);
  expect(captures.map(({ amount }) => amount)).toEqual([String(amount)]);
  expect(await first.query('SELECT status FROM payments WHERE approval_id = $1', [approvalId])).toEqual([
    { status: 'released' },
  ]);
  expect(await first.query('SELECT status FROM challenges WHERE subject_id = $1', [approvalId])).toEqual([
    { status: 'consumed' },
  ]);
  const judged = await auditEvents(first, `type = 'challenge.verified' AND subject_id = $1`, [challengeId]);
  expect(judged.map(({ outcome }) => outcome)).toEqual(['success']);
  const refused = await auditEvents(first, `type = 'approval.verified' AND subject_id = $1`, [approvalId]);
  expect(refused).toHaveLength(SUBMISSIONS - 1);
  expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(['failure']));
  expect(
    await auditEvents(first, `type = 'approval.approved' AND subject_id = $1`, [approvalId]),
  ).toHaveLength(1);
}

it('pays once for a code of an authenticator app', async () => {
  const approval = await pendingApproval(first, payer, { amount: 700_000 });
  const answers = await submitAtOnce(payer.client, approval, freshTotpCode(first, payer.secret));
  expect(tally(answers)).toEqual({ '200': 1, '409 challenge-used': SUBMISSIONS - 1 });
  await expectPaidOnce(approval);
});

it('pays once for a code by e-mail', async () => {
  const client = await registerUser(first);
  const approval = await pendingApproval(first, { client, payee: payer.payee });
  const code = await first.mailbox.codeFor(client.email);
  const answers = await submitAtOnce(client, approval, code);
  expect(tally(answers)).toEqual({ '200': 1, '409 challenge-used': SUBMISSIONS - 1 });
  await expectPaidOnce(approval);
});

it('pays once while the same code comes in five spellings', async () => {
  const approval = await pendingApproval(first, payer);
  const code = freshTotpCode(first, payer.secret);
  const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
  const spellings = [
    code,
    ` ${code} `,
    `${code.slice(0, 3)} ${code.slice(3)}`,
    fullWidth,
    [...code].join('-'),
  ];
  const answers = await together(50, (index) =>
    verifyAndPay(
      index % 2 ? first : second,
      payer.client,
      approval.approvalId,
      spellings[index % 5] as string,
    ),
  );
  expect(tally(answers)).toEqual({ '200': 1, '409 challenge-used': 49 });
  expect(await capturesOf(first, approval.approvalId)).toHaveLength(1);
});
