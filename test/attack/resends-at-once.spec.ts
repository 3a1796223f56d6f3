import { MINUTE } from '../../src/common/clock';
import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, pendingApproval, registerPayer, sentCodeOf, tally, together } from '../support/attacks';
import { type Account, registerUser, verifyAndPay } from '../support/factories';

let first: TestApp;
let second: TestApp;
let payee: Account;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payee = await registerUser(first, { accountType: 'payee' });
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const resend = (app: TestApp, { token }: Account, id: string, body: unknown = {}) =>
  app.call('POST', `/api/2fa/challenges/${id}/resend`, { token, body });

it('send one code within the cool-down, however many ask', async () => {
  const client = await registerUser(first);
  const { approvalId, challengeId } = await pendingApproval(first, { client, payee });
  const old = await first.mailbox.codeFor(client.email);
  first.clock.advance(MINUTE);
  const answers = await together(20, (index) => resend(index % 2 ? first : second, client, challengeId));
  expect(tally(answers)).toEqual({ '200': 1, '429 resend-too-soon': 19 });
  const newest = await first.mailbox.codeFor(client.email);
  if (newest !== old) expect((await verifyAndPay(first, client, approvalId, old)).status).toBe(422);
  expect((await verifyAndPay(second, client, approvalId, newest)).status).toBe(200);
});

it('leave only the newest code good while the method is switched to and fro', async () => {
  const payer = await registerPayer(first, payee);
  const { approvalId, challengeId } = await pendingApproval(first, payer);
  const { body: challenge } = await expectStatus(
    200,
    resend(first, payer.client, challengeId, { method: 'email' }),
  );
  const old = await sentCodeOf(first, payer.client, challenge);
  first.mailbox.messages.length = 0;
  first.clock.advance(MINUTE);
  const answers = await together(10, (index) =>
    resend(index % 2 ? first : second, payer.client, challengeId, { method: index % 3 ? 'totp' : 'email' }),
  );
  expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
  const newest = await sentCodeOf(first, payer.client, challenge);
  if (newest !== old) expect((await verifyAndPay(first, payer.client, approvalId, old)).status).toBe(422);
  expect((await verifyAndPay(second, payer.client, approvalId, newest)).status).toBe(200);
});

it('race the code: it is good or replaced, and pays once', async () => {
  for (let round = 0; round < 5; round++) {
    const client = await registerUser(first);
    const { approvalId, challengeId } = await pendingApproval(first, { client, payee });
    const code = await first.mailbox.codeFor(client.email);
    first.clock.advance(MINUTE);
    const [paid, resent] = await Promise.all([
      verifyAndPay(first, client, approvalId, code),
      resend(second, client, challengeId),
    ]);
    expect([
      [200, 409],
      [422, 200],
    ]).toContainEqual([paid.status, resent.status]);
  }
});
