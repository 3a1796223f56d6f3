import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, capturesOf, type Payer, registerPayer, sentCodeOf, watch } from '../support/attacks';
import {
  type Account,
  approve,
  freshTotpCode,
  fundedBatch,
  fundedMilestone,
  registerUser,
  verifyAndPay,
} from '../support/factories';
import { auditedStepUp, knownPayer } from '../support/risk';

const LARGEST = Number.MAX_SAFE_INTEGER;

let app: TestApp;
let payer: Payer;
beforeAll(async () => {
  app = await startApp({ env: { RISK_RULES: 'unusual-amount=off' } });
  payer = await registerPayer(app);
});
afterAll(() => app?.close());

describe('the largest amount that JSON carries', () => {
  it('is paid and told to the last cent', async () => {
    const { milestoneId } = await fundedMilestone(app, payer, { amount: LARGEST });
    const { body } = await expectStatus(201, approve(app, payer.client, [milestoneId]));
    expect(body.challenge.payment.total).toBe(LARGEST);
    const code = freshTotpCode(app, payer.secret);
    const paid = await expectStatus(200, verifyAndPay(app, payer.client, body.id, code));
    expect(paid.body.payments).toMatchObject([{ amount: LARGEST, status: 'released' }]);
    expect((await capturesOf(app, body.id)).map(({ amount }) => String(amount))).toEqual([
      '9007199254740991',
    ]);
    const [event] = await auditEvents(app, `type = 'payment.released' AND subject_id = $1`, [
      paid.body.paymentId,
    ]);
    expect(event?.details).toMatchObject({ amount: LARGEST });
  });

  it('twice in one batch is more than can be told, and nothing is approved', async () => {
    const ids = await fundedBatch(app, payer.client, [
      { payee: payer.payee, amounts: [LARGEST], authorized: LARGEST },
      { payee: payer.payee, amounts: [1], authorized: 1 },
    ]);
    const { answer, changed } = await watch(app, () => approve(app, payer.client, ids));
    expect([answer.status, answer.body.code]).toEqual([422, 'amount-not-payable']);
    expect(changed).toEqual([]);
  });

  it.each(['9007199254740992', '9007199254740993', '18446744073709551617'])(
    'plus some is refused: %s',
    async (amount) => {
      const { contractId } = await fundedMilestone(app, payer, { amount: 1 });
      const answer = await app.call('POST', `/api/contracts/${contractId}/milestones`, {
        token: payer.client.token,
        body: `{"title":"Draft","amount":${amount}}`,
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation-failed']);
    },
  );

  it('leaves without a code once, where the threshold is as high, and adds up beyond what a number holds', async () => {
    const rich = await knownPayer(app);
    await app.query(
      `INSERT INTO security_settings (user_id, require_for_all_payments, threshold, updated_at) VALUES ($1, false, $2, $3)
       ON CONFLICT (user_id) DO UPDATE SET threshold = excluded.threshold`,
      [rich.client.id, String(LARGEST), app.clock.now()],
    );
    const start = async () => {
      const { milestoneId } = await fundedMilestone(app, rich, { amount: LARGEST });
      return (await expectStatus(201, approve(app, rich.client, [milestoneId]))).body;
    };
    expect((await start()).stepUp).toMatchObject({ required: false });
    const second = await start();
    expect(second.stepUp).toMatchObject({ required: true, reasons: ['cumulative-exposure'] });
    expect((await auditedStepUp(app, second.id)) as unknown).toMatchObject({
      exposure: [
        { rule: 'payer-24h', sum: '18014398509481982', limit: '9007199254740991' },
        { rule: 'payee-24h', sum: '18014398509481982' },
      ],
    });
  });
});

/** Of the same person a hundred times, but for name and address. */
async function payees(count: number): Promise<Account[]> {
  const { payee } = payer;
  const copies = await app.query<{ id: string; email: string }>(
    `INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', gen_random_uuid(), 'email', n || u.email, 'name', 'Payee ' || n))).*
     FROM users u, generate_series(1, $2::integer) AS n WHERE u.id = $1 RETURNING id, email`,
    [payee.id, count],
  );
  return copies.map(({ id, email }) => ({ ...payee, id, email }));
}

it('a hundred milestones of a hundred payees are one code, whose message counts them, and a hundred payments', async () => {
  const client = await registerUser(app, { accountType: 'client' });
  const everybody = await payees(100);
  const ids: string[] = [];
  for (const { email } of everybody) {
    const contract = { title: 'Website', payeeEmail: email, currency: 'USD' };
    const { token } = client;
    const { id } = (await expectStatus(201, app.call('POST', '/api/contracts', { token, body: contract })))
      .body;
    const milestone = { title: 'Draft', amount: 1_000 };
    const made = app.call('POST', `/api/contracts/${id}/milestones`, { token, body: milestone });
    ids.push((await expectStatus(201, made)).body.id);
    const headers = { 'Idempotency-Key': id };
    const funds = { amount: 1_000, paymentMethod: 'pm_sandbox_visa' };
    await expectStatus(
      201,
      app.call('POST', `/api/contracts/${id}/authorizations`, { token, body: funds, headers }),
    );
  }
  await app.query(`UPDATE milestones SET status = 'submitted', submitted_at = $2 WHERE id = ANY ($1)`, [
    ids,
    app.clock.now(),
  ]);

  const shouted = ids.map((id) => id.toUpperCase());
  const doubled = await approve(app, client, [...shouted.slice(0, 99), ids[0] as string]);
  expect([doubled.status, doubled.body.code]).toEqual([400, 'validation-failed']);
  const { body } = await expectStatus(201, approve(app, client, shouted));
  expect(body.preview.payees).toHaveLength(100);
  expect(body.challenge.payment.total).toBe(100_000);
  const { text } = await app.mailbox.waitFor(client.email, (mail) =>
    mail.text.includes(body.challenge.reference),
  );
  expect(text).toContain('$1,000.00');
  expect(text).toContain('100 payees');
  const paid = await expectStatus(
    200,
    verifyAndPay(app, client, body.id, await sentCodeOf(app, client, body.challenge)),
  );
  expect(paid.body.payments.map(({ milestoneId }: { milestoneId: string }) => milestoneId).sort()).toEqual(
    ids.toSorted(),
  );
  const captures = await capturesOf(app, body.id);
  expect(captures.map(({ amount }) => Number(amount))).toEqual(Array.from({ length: 100 }, () => 1_000));
});
