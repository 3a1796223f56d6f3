import { randomUUID } from 'node:crypto';
import { DAY, MINUTE } from '../../src/common/clock';
import { IdempotencyKeys, type KeyUse } from '../../src/common/http/idempotency-keys';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { alsoOn, auditEvents, type Payer, registerPayer, tally, together, watch } from '../support/attacks';
import {
  type Account,
  approve,
  createContract,
  createMilestone,
  freshTotpCode,
  fundAuthorization,
  fundedMilestone,
  registerUser,
  submitMilestone,
  verifyAndPay,
} from '../support/factories';

let first: TestApp;
let second: TestApp;
let payer: Payer;
let other: Account;

beforeAll(async () => {
  first = await startApp();
  second = await startApp(alsoOn(first));
  payer = await registerPayer(first);
  other = await registerUser(first);
});
afterAll(async () => {
  await second.close();
  await first.close();
});

const milestone = async () => (await fundedMilestone(first, payer)).milestoneId;

function start(body: unknown, headers: Record<string, string>, { token } = payer.client) {
  return first.call('POST', '/api/milestones/approvals', { token, body, headers });
}

describe('one key', () => {
  it('makes one approval, whatever the number of requests and processes', async () => {
    const milestoneIds = [await milestone()];
    const key = randomUUID();
    const answers = await together(30, (index) =>
      approve(index % 2 ? first : second, payer.client, milestoneIds, key),
    );
    const counts = tally(answers);
    expect(Object.keys(counts).every((answer) => ['201', '409 idempotency-in-flight'].includes(answer))).toBe(
      true,
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
    expect(await first.query('SELECT FROM approvals WHERE idempotency_key = $1', [key])).toHaveLength(1);
  });

  it('gets the same answer again and changes nothing', async () => {
    const milestoneIds = [await milestone()];
    const key = randomUUID();
    const original = await approve(first, payer.client, milestoneIds, key);
    const { answer, changed, events } = await watch(first, () =>
      approve(second, payer.client, milestoneIds, key),
    );
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(answer.body).toEqual(original.body);
    expect([changed, events]).toEqual([[], []]);
  });

  it('is refused for other milestones, in another order as well', async () => {
    const ids = [await milestone(), await milestone()];
    const key = randomUUID();
    await expectStatus(201, approve(first, payer.client, ids, key));
    for (const body of [[ids[0] as string], ids.toReversed(), [...ids, randomUUID()]]) {
      const { answer, changed } = await watch(first, () => approve(first, payer.client, body, key));
      expect([answer.status, answer.body.code, changed]).toEqual([422, 'idempotency-key-reused', []]);
    }
  });

  it('of another person is another key', async () => {
    const key = randomUUID();
    const ids = [await milestone()];
    await expectStatus(201, approve(first, payer.client, ids, key));
    const foreign = await approve(first, other, ids, key);
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not-found']);
  });

  it('pays once when no code was needed', async () => {
    await expectStatus(
      200,
      verifyAndPay(
        first,
        payer.client,
        (await expectStatus(201, approve(first, payer.client, [await milestone()]))).body.id,
        freshTotpCode(first, payer.secret),
      ),
    );
    const { milestoneId, contractId } = await fundedMilestone(first, payer, {
      amount: 1_000,
      authorized: 50_000,
    });
    const key = randomUUID();
    const answers = await together(20, (index) =>
      approve(index % 2 ? first : second, payer.client, [milestoneId], key),
    );
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const [funds] = await first.query<{ remaining: string }>(
      'SELECT remaining FROM authorizations WHERE contract_id = $1',
      [contractId],
    );
    expect(funds?.remaining).toBe('49000');
  });

  it.each([
    ['pending', 125_000],
    ['approved', 100],
  ])('makes one approval that is %s, also if several requests hold it at once', async (status, amount) => {
    const unclaimed = {
      claim: async (use: KeyUse) => ({ claim: { ...use, lockedUntil: first.clock.now() } }),
      store: async () => undefined,
      release: async () => undefined,
    };
    const open = await startApp({ ...alsoOn(first), overrides: [[IdempotencyKeys, unclaimed]] });
    const milestoneIds = [(await fundedMilestone(first, payer, { amount })).milestoneId];
    const key = randomUUID();
    const answers = await together(10, () => approve(open, payer.client, milestoneIds, key));
    await open.close();
    expect(tally(answers)).toEqual({ '201': 10 });
    expect(answers[0]?.body.status).toBe(status);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  it('does not become another approval when it comes back after a day', async () => {
    const { milestoneId } = await fundedMilestone(first, payer);
    const key = randomUUID();
    const { body: original } = await expectStatus(201, approve(first, payer.client, [milestoneId], key));
    first.clock.advance(DAY + MINUTE);
    await first.query('DELETE FROM idempotency_keys WHERE expires_at < $1', [first.clock.now()]);
    for (const person of [payer.client, payer.payee]) {
      const { body } = await expectStatus(200, login(first, person.email));
      const validated =
        body.loginToken &&
        (await expectStatus(
          200,
          first.call('POST', '/api/2fa/validate', {
            body: { loginToken: body.loginToken, code: freshTotpCode(first, payer.secret) },
          }),
        ));
      person.token = body.token ?? validated.body.token;
    }
    other.token = (await expectStatus(200, login(first, other.email))).body.token;
    const again = await expectStatus(201, approve(first, payer.client, [milestoneId], key));
    expect(again.body.id).toBe(original.id);
    const reused = await approve(first, payer.client, [await milestone()], key);
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused']);
  });
});

describe('an approval', () => {
  it.each([
    ['no key', {}],
    ['an empty key', { 'Idempotency-Key': '' }],
    ['a key that is too long', { 'Idempotency-Key': 'k'.repeat(201) }],
    ['a key with spaces', { 'Idempotency-Key': 'a b' }],
  ])('is refused with %s', async (_, headers) => {
    const id = await milestone();
    const { answer, changed } = await watch(first, () =>
      start({ milestoneIds: [id] }, headers as Record<string, string>),
    );
    expect([answer.status, answer.body.code, changed]).toEqual([400, 'idempotency-key-required', []]);
  });

  it('of a milestone of another client finds nothing, as of one that does not exist', async () => {
    const own = await fundedMilestone(first, { client: other, payee: payer.payee });
    const mine = await milestone();
    const compared: unknown[] = [];
    for (const foreign of [own.milestoneId, randomUUID()]) {
      const { answer, changed, events } = await watch(first, () =>
        approve(first, payer.client, [mine, foreign]),
      );
      expect([answer.status, answer.body.code, changed]).toEqual([404, 'not-found', []]);
      expect(events).toMatchObject([{ type: 'approval.created', outcome: 'failure' }]);
      const errors = answer.body.errors.map((error: object) => ({ ...error, milestoneId: '' }));
      compared.push({ ...answer.body, instance: '', milestoneId: '', errors });
    }
    expect(compared[0]).toEqual(compared[1]);
  });

  it.each([
    ['nothing', () => []],
    ['a milestone twice', (id: string) => [id, id]],
    ['a milestone twice in other letters', (id: string) => [id, id.toUpperCase()]],
    ['101 milestones', () => Array.from({ length: 101 }, () => randomUUID())],
    ['a list in the list', (id: string) => [[id]]],
    ['null beside it', (id: string) => [id, null]],
  ])('of %s is not valid', async (_, idsOf) => {
    const id = await milestone();
    const { answer, changed } = await watch(first, () =>
      start({ milestoneIds: idsOf(id) }, { 'Idempotency-Key': randomUUID() }),
    );
    expect([answer.status, answer.body.code, changed]).toEqual([400, 'validation-failed', []]);
  });

  it('of a milestone that was not submitted, was paid, or is in another currency is refused whole', async () => {
    const { client, payee, secret } = payer;
    const ready = await milestone();
    const contractId = await createContract(first, payer, 'EUR');
    const pending = await createMilestone(first, client, contractId, 5_000);
    const early = await approve(first, client, [ready, pending]);
    expect([early.status, early.body.code, early.body.milestoneId]).toEqual([
      409,
      'milestone-not-approvable',
      pending,
    ]);
    await fundAuthorization(first, client, contractId, 5_000);
    await submitMilestone(first, payee, pending);
    const mixed = await approve(first, client, [ready, pending]);
    expect([mixed.status, mixed.body.code]).toEqual([409, 'mixed-currencies']);
    const { body } = await expectStatus(201, approve(first, client, [ready]));
    await expectStatus(200, verifyAndPay(first, client, body.id, freshTotpCode(first, secret)));
    const paid = await approve(first, client, [ready]);
    expect([paid.status, paid.body.code]).toEqual([409, 'milestone-not-approvable']);
  });

  it('of one milestone that is started twenty times at once leaves one that lives', async () => {
    const id = await milestone();
    const answers = await together(20, (index) => approve(index % 2 ? first : second, payer.client, [id]));
    expect(tally(answers)).toEqual({ '201': 20 });
    const approvals = await first.query<{ status: string }>(
      `SELECT a.status FROM approvals a JOIN approval_items i ON i.approval_id = a.id WHERE i.milestone_id = $1`,
      [id],
    );
    expect(approvals.filter(({ status }) => status === 'pending')).toHaveLength(1);
    expect(approvals.filter(({ status }) => status === 'void')).toHaveLength(19);
    expect(
      await auditEvents(first, `type = 'approval.voided' AND details->>'cause' = 'replaced'`),
    ).not.toEqual([]);
    const open = await first.query(
      `SELECT FROM challenges c JOIN approval_items i ON i.approval_id = c.subject_id WHERE i.milestone_id = $1 AND c.status = 'open'`,
      [id],
    );
    expect(open).toHaveLength(1);
  });

  it('is for clients only', async () => {
    const refused = await start(
      { milestoneIds: [await milestone()] },
      { 'Idempotency-Key': randomUUID() },
      payer.payee,
    );
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  });
});
