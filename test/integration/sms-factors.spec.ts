import { expectStatus, login, PASSWORD } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { auditEvents, validateLogin } from '../support/attacks';
import { type Account, registerUser } from '../support/factories';
import { enrolSms, Phones } from '../support/phones';

let phones: Phones;
let app: TestApp;
let person: Account;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: { ...phones.env, SMS_HOURLY_PER_ADDRESS: '1000' } });
  phones.twilio.applicationUrl = app.url;
});
afterAll(async () => {
  await app.close();
  await phones.close();
});
beforeEach(async () => {
  phones.heal();
  person = await registerUser(app);
});

const setUp = (fields: Record<string, unknown>, headers: Record<string, string> = {}, on = app) =>
  on.call('POST', '/api/2fa/setup', {
    token: person.token,
    body: { method: 'sms', consent: true, ...fields },
    headers,
  });
const status = async () => (await app.call('GET', '/api/2fa/status', { token: person.token })).body;
const open = () =>
  app.call('POST', '/api/2fa/challenges', { token: person.token, body: { purpose: 'manage-factors' } });

describe('a phone as a factor', () => {
  it('is proven by a code that was sent to it, shown masked, and serves at login', async () => {
    const phone = phones.newNumber();
    const { body } = await expectStatus(201, setUp({ phone, label: 'Mobile' }));
    expect(body).toEqual({
      factorId: expect.any(String),
      maskedDestination: expect.stringMatching(/^\+49\*+23$/),
      expiresAt: expect.any(String),
      challenge: expect.objectContaining({ purpose: 'enrolment', method: 'sms', phones: [] }),
    });
    const text = await phones.waitFor(phone);
    expect(text.text).toMatch(
      /^ShopFlow: (\d{6}) to add this phone .* Ref \w{4}, 10 min\. .*\n\n@shop\.example #\1$/,
    );
    const code = await phones.codeFor(phone);
    const proof = { token: person.token, body: { factorId: body.factorId, code } };
    person.token = (await expectStatus(200, app.call('POST', '/api/2fa/verify', proof))).body.token;
    expect(await status()).toMatchObject({
      enabled: true,
      factors: [{ method: 'sms', label: 'Mobile', maskedDestination: body.maskedDestination }],
    });
    const { body: second } = await expectStatus(200, login(app, person.email));
    expect(second.challenge).toMatchObject({
      purpose: 'login',
      method: 'sms',
      methods: ['sms'],
      maskedDestination: body.maskedDestination,
      delivery: { channel: 'sms', provider: null, status: 'queued' },
      resendAvailableAt: expect.any(String),
    });
    await expectStatus(200, validateLogin(app, second.loginToken, await phones.codeFor(phone)));
    const again = await validateLogin(app, second.loginToken, code);
    expect(again.status).toBeGreaterThanOrEqual(400);
  });

  it('is there only with consent, which is recorded with its version and ends with the phone', async () => {
    const phone = phones.newNumber();
    for (const fields of [{ phone, consent: false }, { phone, consent: undefined }, {}])
      expect((await setUp(fields)).body.code).toBe('validation-failed');
    const { factorId } = await enrolSms(app, phones, person, phone);
    const consents = () =>
      app.query(
        'SELECT text_version, given_at, withdrawn_at, withdrawn_by FROM sms_consents WHERE factor_id = $1',
        [factorId],
      );
    expect(await consents()).toMatchObject([{ text_version: expect.any(String), withdrawn_at: null }]);
    await expectStatus(201, open());
    const proofs = { password: PASSWORD, code: await phones.codeFor(phone) };
    await expectStatus(204, app.call('POST', '/api/2fa/disable', { token: person.token, body: proofs }));
    expect(await consents()).toMatchObject([
      { withdrawn_at: expect.any(Date), withdrawn_by: 'factor-removed' },
    ]);
    expect(
      await app.query('SELECT sealed_secret, number_hash, masked_destination FROM factors WHERE id = $1', [
        factorId,
      ]),
    ).toEqual([{ sealed_secret: null, number_hash: null, masked_destination: null }]);
    const events = await auditEvents(app, `subject_id = $1 AND type LIKE 'sms_consent%'`, [factorId]);
    expect(events.map(({ type }) => type)).toEqual(['sms_consent.given', 'sms_consent.withdrawn']);
  });

  it.each([
    ['+12025550', 'not-a-number'],
    ['+493012345678', 'not-mobile'],
    ['+18002345678', 'not-mobile'],
    ['+447400123456', 'country-not-allowed'],
  ])('is not %s: %s', async (phone, reason) => {
    const { status, body } = await setUp({ phone });
    expect([status, body.code, body.reason]).toEqual([422, 'phone-not-usable', reason]);
    expect(JSON.stringify(body)).not.toContain(phone.slice(1));
    expect((await setUp({ phone: '0151 2345678' })).status).toBe(400);
  });

  it('is replaced while pending, never while active, and not set up twice', async () => {
    const [old, next] = [phones.newNumber(), phones.newNumber()];
    const { body: first } = await expectStatus(201, setUp({ phone: old }));
    const { factorId } = await enrolSms(app, phones, person, next);
    const late = { token: person.token, body: { factorId: first.factorId, code: await phones.codeFor(old) } };
    expect((await app.call('POST', '/api/2fa/verify', late)).status).toBe(404);
    expect((await setUp({ phone: phones.newNumber() })).body.code).toBe('second-factor-required');
    expect((await status()).factors).toMatchObject([{ id: factorId }]);
    expect((await setUp({ phone: next })).body.code).toBe('factor-already-active');
    const left = await app.query('SELECT FROM sms_consents WHERE user_id = $1 AND withdrawn_at IS NULL', [
      person.id,
    ]);
    expect(left).toHaveLength(1);
  });
});

it('is off where no provider is configured, and says so', async () => {
  await enrolSms(app, phones, person);
  const other = await startApp({ databaseUrl: app.databaseUrl, clock: app.clock, mailbox: app.mailbox });
  const { status, body } = await setUp({ phone: phones.newNumber() }, {}, other);
  expect([status, body.code]).toEqual([503, 'method-unavailable']);
  expect((await login(other, person.email)).body.challenge).toMatchObject({
    method: 'email',
    unavailableMethods: ['sms'],
  });
  await other.close();
});

it('leaves the server ready: phone numbers open with the keys of all secrets', async () => {
  await app.query(`DELETE FROM factors WHERE method <> 'sms'`);
  await enrolSms(app, phones, person);
  expect((await app.call('GET', '/readyz')).status).toBe(200);
});
