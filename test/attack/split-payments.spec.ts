import { DAY, MINUTE } from '../../src/common/clock';
import { expectStatus, login, openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import {
  alsoOn,
  type Payer,
  pendingApproval,
  registerPayer,
  together,
  validateLogin,
} from '../support/attacks';
import {
  type Account,
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  submitMilestone,
  verifyAndPay,
} from '../support/factories';

const THRESHOLD = 100_000;
let app: TestApp;
let other: TestApp;
let payer: Payer;
let payees: Account[];
let begun: Date;

beforeAll(async () => {
  // The sums are to hold alone: here nothing else notices that payments are many, or larger than usual.
  const env = { RISK_RULES: 'velocity=off,unusual-amount=off' };
  app = await startApp({ env });
  other = await startApp({ ...alsoOn(app), env });
  payees = await together(3, () => openAccount(app, { accountType: 'payee' }));
  payer = await registerPayer(app, payees[0]);
  for (const payee of payees) await payWithCode(10_000, payee);
});
afterAll(async () => {
  await other.close();
  await app.close();
});
beforeEach(async () => {
  await app.query('DELETE FROM exposures');
  begun = app.clock.now();
});

async function payWithCode(amount: number, payee = payer.payee): Promise<void> {
  const { approvalId } = await pendingApproval(app, { client: payer.client, payee }, { amount });
  await expectStatus(200, verifyAndPay(app, payer.client, approvalId, freshTotpCode(app, payer.secret)));
}

/** Submitted milestones under one authorization. */
async function milestones(count: number, amount: number, payee = payer.payee, currency = 'USD') {
  const { client } = payer;
  const contractId = await createContract(app, { client, payee }, currency);
  await fundAuthorization(app, client, contractId, count * amount);
  return together(count, async () => {
    const id = await createMilestone(app, client, contractId, amount);
    await submitMilestone(app, payee, id);
    return id;
  });
}

async function pay(milestoneIds: string[], from = app) {
  const { body } = await expectStatus(201, approve(from, payer.client, milestoneIds));
  return body;
}

/** A machine under load may answer 503, which moves nothing: then once more. */
async function payAtLast(milestoneIds: string[], from: TestApp) {
  for (let tries = 1; ; tries++) {
    const answer = await approve(from, payer.client, milestoneIds);
    if (answer.status !== 503 || tries === 5) return (await expectStatus(201, Promise.resolve(answer))).body;
  }
}

/** What this test let out without a code, in minor units. */
async function letThrough(): Promise<number> {
  const [row] = await app.query<{ sum: string }>(
    `SELECT coalesce(sum(p.amount), 0) AS sum FROM payments p JOIN approvals a ON a.id = p.approval_id
     WHERE a.client_id = $1 AND a.created_at >= $2 AND NOT EXISTS (SELECT FROM challenges c WHERE c.subject_id = a.id AND c.status = 'consumed')`,
    [payer.client.id, begun],
  );
  return Number(row?.sum);
}

const exposed = { required: true, reasons: ['cumulative-exposure'] };

describe('payments just under the threshold', () => {
  it('one after another: the second asks for a code, and so do all after it', async () => {
    const ids = await milestones(10, 99_000);
    const answers = [];
    for (const id of ids) answers.push((await pay([id])).stepUp);
    expect(answers[0]).toMatchObject({ required: false, reasons: ['below-threshold'] });
    for (const answer of answers.slice(1)) expect(answer).toMatchObject(exposed);
    expect(await letThrough()).toBe(99_000);
  });

  it('fifty at once, at two replicas: never more than the threshold leaves without a code', async () => {
    const ids = await milestones(50, 30_000);
    const answers = await together(50, (index) => payAtLast([ids[index] as string], index % 2 ? other : app));
    expect(answers.filter(({ stepUp }) => !stepUp.required)).toHaveLength(3);
    expect(await letThrough()).toBe(90_000);
  });

  it('spread over payees, contracts and currencies add up all the same', async () => {
    const spread = [
      ...(await milestones(1, 60_000)),
      ...(await milestones(1, 30_000, payees[1])),
      ...(await milestones(1, 60_000, payees[2], 'EUR')),
      ...(await milestones(1, 60_000, payees[1], 'JPY')),
    ];
    const answers = [];
    for (const id of spread) answers.push((await pay([id])).stepUp.required);
    expect(answers).toEqual([false, false, true, true]);
    expect(await letThrough()).toBe(90_000);
  });

  it('in batches add up as their sums do', async () => {
    const ids = await milestones(9, 20_000);
    expect((await pay(ids.slice(0, 3))).stepUp.required).toBe(false);
    expect((await pay(ids.slice(3, 6))).stepUp).toMatchObject(exposed);
    expect((await pay(ids.slice(6, 8))).stepUp.required).toBe(false);
    expect((await pay(ids.slice(8))).stepUp).toMatchObject(exposed);
    expect(await letThrough()).toBe(THRESHOLD);
  });

  it('from a new session each time, after a restart, are those of the same person', async () => {
    const ids = await milestones(2, 60_000);
    expect((await pay(ids.slice(0, 1))).stepUp.required).toBe(false);
    const { body } = await expectStatus(200, login(app, payer.client.email));
    const code = freshTotpCode(app, payer.secret);
    const validated = await expectStatus(200, validateLogin(app, body.loginToken, code));
    payer.client.token = validated.body.token;
    expect((await pay(ids.slice(1), other)).stepUp).toMatchObject(exposed);
  });
});

describe('what counts', () => {
  it('is what needed no code: paying with a code neither uses the allowance up nor renews it', async () => {
    await payWithCode(900_000);
    const [first, second, third] = (await milestones(3, 60_000)) as [string, string, string];
    expect((await pay([first])).stepUp.required).toBe(false);
    const { id } = await pay([second]);
    await expectStatus(200, verifyAndPay(app, payer.client, id, freshTotpCode(app, payer.secret)));
    expect((await pay([third])).stepUp).toMatchObject(exposed);
    expect(await letThrough()).toBe(60_000);
  });

  it('is also what the gateway refused: it can be tried again without a code', async () => {
    const declined = await fundedMilestone(app, payer, {
      amount: 60_000,
      paymentMethod: 'pm_sandbox_capture_declined',
    });
    expect((await pay([declined.milestoneId])).payments).toMatchObject([{ status: 'failed' }]);
    expect((await pay(await milestones(1, 60_000))).stepUp).toMatchObject(exposed);
  });

  it('is not what was withdrawn, replaced or void: it never moved money', async () => {
    const ids = await milestones(2, 150_000);
    const { token } = payer.client;
    const withdrawn = await pay(ids.slice(0, 1));
    await expectStatus(204, app.call('DELETE', `/api/milestones/approvals/${withdrawn.id}`, { token }));
    await pay(ids.slice(1));
    await expectStatus(200, app.call('PATCH', `/api/milestones/${ids[1]}`, { token, body: { amount: 1 } }));
    expect((await pay(await milestones(1, THRESHOLD))).stepUp.required).toBe(false);
  });

  it('is not what another client pays the same payee', async () => {
    await pay(await milestones(1, 90_000));
    const before = payer;
    payer = await registerPayer(app, payees[0]);
    await payWithCode(10_000);
    expect((await pay(await milestones(1, 90_000))).stepUp.required).toBe(false);
    payer = before;
  });
});

describe('time', () => {
  const ago = (milliseconds: number) =>
    app.query(
      `UPDATE exposures SET at = $2::timestamptz - $3 * interval '1 millisecond' WHERE client_id = $1`,
      [payer.client.id, app.clock.now(), milliseconds],
    );

  it.each([
    ['a millisecond less than a day', DAY - 1, true],
    ['a day', DAY, false],
  ])('after %s', async (_, milliseconds, required) => {
    const ids = await milestones(2, 60_000);
    app.clock.stop();
    try {
      expect((await pay(ids.slice(0, 1))).stepUp.required).toBe(false);
      await ago(milliseconds);
      expect((await pay(ids.slice(1))).stepUp.required).toBe(required);
    } finally {
      app.clock.resume();
    }
  });

  it('a payee gets no more than twice, and all together no more than three times the threshold a week', async () => {
    const days: [Account, boolean][] = [
      [payer.payee, false],
      [payer.payee, false],
      [payer.payee, true],
      [payees[1] as Account, false],
      [payees[1] as Account, true],
    ];
    for (const [payee, required] of days) {
      const { stepUp } = await pay(await milestones(1, THRESHOLD, payee));
      expect(stepUp).toMatchObject(required ? exposed : { required, reasons: ['below-threshold'] });
      await app.query(`UPDATE exposures SET at = at - interval '25 hours' WHERE client_id = $1`, [
        payer.client.id,
      ]);
    }
    expect(await letThrough()).toBe(3 * THRESHOLD);
    await app.query(`UPDATE exposures SET at = at - interval '4 days' WHERE client_id = $1`, [
      payer.client.id,
    ]);
    expect((await pay(await milestones(1, THRESHOLD))).stepUp.required).toBe(false);
  });

  it('does not lose a payment to a replica whose clock is behind', async () => {
    const ids = await milestones(3, 40_000);
    await pay(ids.slice(0, 1));
    app.clock.advance(-MINUTE);
    await pay(ids.slice(1, 2));
    app.clock.advance(MINUTE);
    expect((await pay(ids.slice(2))).stepUp).toMatchObject(exposed);
  });
});

it('is told to the auditor to the unit', async () => {
  const ids = await milestones(2, 60_000);
  await pay(ids.slice(0, 1));
  const { id } = await pay(ids.slice(1));
  const [event] = await app.query<{ details: { stepUp: unknown } }>(
    `SELECT details FROM audit_events WHERE type = 'approval.created' AND subject_id = $1`,
    [id],
  );
  expect(event?.details.stepUp).toEqual({
    hold: null,
    ...exposed,
    exposure: [
      { rule: 'payer-24h', payeeId: null, sum: '120000', limit: '100000' },
      { rule: 'payee-24h', payeeId: payer.payee.id, sum: '120000', limit: '100000' },
    ],
    signals: [],
    score: 0,
    shadow: null,
  });
});
