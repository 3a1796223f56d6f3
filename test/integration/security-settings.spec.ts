import { expectStatus } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, sentCodeOf, watch } from '../support/attacks';
import { type Account, approve, fundedMilestone, registerUser, verifyAndPay } from '../support/factories';

let app: TestApp;
let client: Account;
let payee: Account;

beforeAll(async () => {
  app = await startApp();
  [client, payee] = await Promise.all([registerUser(app), registerUser(app, { accountType: 'payee' })]);
  const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount: 1 });
  const { body } = await expectStatus(201, approve(app, client, [milestoneId]));
  expect(body.stepUp).toMatchObject({ required: true, reasons: ['first-payment', 'new-payee'] });
  await expectStatus(200, verifyAndPay(app, client, body.id, await app.mailbox.codeFor(client.email)));
});
afterAll(() => app.close());

const read = () => app.call('GET', '/api/security-settings', { token: client.token });

function change(body: unknown, challengeId?: string) {
  const headers: Record<string, string> = challengeId === undefined ? {} : { 'X-2FA-Challenge': challengeId };
  return app.call('PUT', '/api/security-settings', { token: client.token, body, headers });
}

async function verifiedChallenge(): Promise<string> {
  const { token } = client;
  const open = { token, body: { purpose: 'change-security-settings' } };
  const { body } = await expectStatus(201, app.call('POST', '/api/2fa/challenges', open));
  const code = await sentCodeOf(app, client, body);
  await expectStatus(
    204,
    app.call('POST', `/api/2fa/challenges/${body.id}/verify`, { token, body: { code } }),
  );
  return body.id;
}

it('start with the operator’s threshold', async () => {
  expect((await read()).body).toEqual({
    requireForAllPayments: false,
    preferredMethod: null,
    threshold: 100_000,
  });
});

it('are tightened freely and field by field', async () => {
  expect((await expectStatus(200, change({ threshold: 40_000 }))).body.threshold).toBe(40_000);
  const both = await expectStatus(200, change({ requireForAllPayments: true, preferredMethod: 'email' }));
  expect(both.body).toEqual({ requireForAllPayments: true, preferredMethod: 'email', threshold: 40_000 });
  expect((await read()).body).toEqual(both.body);
});

it.each(['totp', 'sms', 'webauthn'])('do not prefer %s while it is not set up', async (preferredMethod) => {
  const { answer, changed, events } = await watch(app, () => change({ preferredMethod, threshold: 1 }));
  expect([answer.status, answer.body.code]).toEqual([422, 'method-not-set-up']);
  expect(answer.body.methods).toEqual(['email']);
  expect(changed).toEqual([]);
  expect(events).toMatchObject([{ type: 'security_settings.changed', outcome: 'failure' }]);
  expect((await read()).body).toMatchObject({ preferredMethod: 'email', threshold: 40_000 });
});

it.each([
  ['a higher threshold', { threshold: 40_001 }],
  ['the default threshold, which is higher', { threshold: null }],
  ['not being asked always', { requireForAllPayments: false }],
  ['a lower threshold with not being asked always', { threshold: 0, requireForAllPayments: false }],
])('need a challenge for %s', async (_, body) => {
  const { answer, changed, events } = await watch(app, () => change(body));
  expect([answer.status, answer.body.purpose]).toEqual([401, 'change-security-settings']);
  expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_user_authentication"');
  expect(changed).toEqual([]);
  expect(events).toMatchObject([{ type: 'security_settings.changed', outcome: 'failure' }]);
});

it('are loosened with one, which is told to the owner and audited', async () => {
  const loosened = await expectStatus(
    200,
    change({ threshold: null, requireForAllPayments: false }, await verifiedChallenge()),
  );
  expect(loosened.body).toMatchObject({ requireForAllPayments: false, threshold: 100_000 });
  await app.mailbox.waitFor(client.email, ({ text }) => text.includes('loosened'));
  const changes = await auditEvents(app, `type = 'security_settings.changed' AND actor_id = $1`, [client.id]);
  expect(changes.at(-1)?.details).toMatchObject({
    loosening: true,
    before: { threshold: 40_000, requireForAllPayments: true },
    after: { threshold: 100_000, requireForAllPayments: false },
  });
});

describe('decide about a code', () => {
  // Each of these payments is judged as if nothing had been let through before it.
  beforeEach(() => app.query('DELETE FROM exposures'));

  it.each<[string, Record<string, unknown>, number, string[], boolean]>([
    ['exactly the default threshold', {}, 100_000, ['below-threshold'], false],
    ['one above it', {}, 100_001, ['above-threshold'], true],
    ['exactly a threshold of one’s own', { threshold: 500 }, 500, ['below-threshold'], false],
    ['one above that', { threshold: 500 }, 501, ['above-threshold'], true],
    ['the smallest amount above a threshold of zero', { threshold: 0 }, 1, ['above-threshold'], true],
    [
      'being asked always',
      { threshold: 0, requireForAllPayments: true },
      1,
      ['always-required', 'above-threshold'],
      true,
    ],
  ])('for %s', async (_, settings, amount, reasons, required) => {
    if (Object.keys(settings).length > 0) await expectStatus(200, change(settings));
    const { milestoneId } = await fundedMilestone(app, { client, payee }, { amount });
    const { body } = await expectStatus(201, approve(app, client, [milestoneId]));
    expect(body.stepUp).toMatchObject({ required, reasons });
    expect(body.status).toBe(required ? 'pending' : 'approved');
    expect(body.payments).toHaveLength(required ? 0 : 1);
    expect(body.challenge === null).toBe(!required);
  });

  it('for a payee who was never paid', async () => {
    await expectStatus(
      200,
      change({ threshold: null, requireForAllPayments: false }, await verifiedChallenge()),
    );
    const stranger = await registerUser(app, { accountType: 'payee' });
    const { milestoneId } = await fundedMilestone(app, { client, payee: stranger }, { amount: 1 });
    const { body } = await expectStatus(201, approve(app, client, [milestoneId]));
    expect(body.stepUp).toMatchObject({ required: true, reasons: ['new-payee'] });
    expect(body.preview.payees).toMatchObject([{ id: stranger.id, isNew: true }]);
  });

  it('and say why in the audit log', async () => {
    const [newest] = (
      await auditEvents(app, `type = 'approval.created' AND actor_id = $1`, [client.id])
    ).slice(-1);
    expect(newest?.details.stepUp).toMatchObject({ required: true, reasons: ['new-payee'] });
  });

  it('over the sum of a batch, not over each part', async () => {
    const parts = await Promise.all(
      [60_000, 60_000].map(
        async (amount) => (await fundedMilestone(app, { client, payee }, { amount })).milestoneId,
      ),
    );
    const { body } = await expectStatus(201, approve(app, client, parts));
    expect(body.stepUp).toMatchObject({ required: true, reasons: ['above-threshold'] });
  });
});
