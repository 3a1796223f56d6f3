import { MINUTE } from '../../src/common/clock';
import { expectStatus, login } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
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
  person = await registerUser(app);
});

const open = () =>
  app.call('POST', '/api/2fa/challenges', { token: person.token, body: { purpose: 'manage-factors' } });

describe('somebody with two phones', () => {
  let first: { factorId: string; phone: string };
  let second: { factorId: string; phone: string };
  beforeEach(async () => {
    first = await enrolSms(app, phones, person);
    const { body: challenge } = await expectStatus(201, open());
    const proof = { token: person.token, body: { code: await phones.codeFor(first.phone) } };
    await expectStatus(204, app.call('POST', `/api/2fa/challenges/${challenge.id}/verify`, proof));
    second = await enrolSms(app, phones, person, undefined, { 'X-2FA-Challenge': challenge.id });
    app.clock.advance(16 * MINUTE);
  });

  it('sees both where a code is asked for, and chooses the one that it goes to', async () => {
    const { loginToken, challenge } = (await expectStatus(200, login(app, person.email))).body;
    expect(challenge.phones).toEqual([
      { id: first.factorId, maskedDestination: expect.stringMatching(/^\+49\*+\d\d$/) },
      { id: second.factorId, maskedDestination: expect.stringMatching(/^\+49\*+\d\d$/) },
    ]);
    await phones.codeFor(second.phone);
    app.clock.advance(MINUTE);
    const choose = (factorId: string, method?: string) =>
      app.call('POST', `/api/2fa/challenges/${challenge.id}/resend`, {
        body: { loginToken, factorId, ...(method ? { method } : {}) },
      });
    const chosen = await expectStatus(200, choose(first.factorId));
    expect(chosen.body.maskedDestination).toBe(challenge.phones[0].maskedDestination);
    const code = await phones.codeFor(first.phone);
    app.clock.advance(MINUTE);
    expect((await choose(first.factorId, 'email')).body.code).toBe('stronger-factor-required');
    const body = { loginToken, code };
    expect((await app.call('POST', '/api/2fa/validate', { body })).status).toBe(200);
  });

  it('cannot send it to a phone of somebody else, to one that is not proven, or to one that said STOP', async () => {
    const owner = person;
    person = await registerUser(app);
    const foreign = await enrolSms(app, phones, person);
    person = owner;
    await app.query(
      `INSERT INTO factors (id, user_id, method, label, status, sealed_secret, created_at, number_hash, masked_destination)
       SELECT gen_random_uuid(), user_id, method, label, 'pending', sealed_secret, created_at, decode('00', 'hex'), masked_destination
       FROM factors WHERE id = $1`,
      [first.factorId],
    );
    const [pending] = await app.query<{ id: string }>(
      `SELECT id FROM factors WHERE user_id = $1 AND status = 'pending'`,
      [person.id],
    );
    const { loginToken, challenge } = (await expectStatus(200, login(app, person.email))).body;
    await phones.codeFor(second.phone);
    app.clock.advance(MINUTE);
    const incoming = 'https://shop.example/api/webhooks/twilio/incoming';
    await phones.twilio.post(incoming, { From: first.phone, Body: 'STOP' });
    const sent = phones.texts.length;
    const choose = (factorId?: string) =>
      app.call('POST', `/api/2fa/challenges/${challenge.id}/resend`, { body: { loginToken, factorId } });
    expect((await choose(foreign.factorId)).body.code).toBe('not-found');
    expect((await choose(pending?.id)).body.code).toBe('not-found');
    expect((await choose(first.factorId)).body.code).toBe('method-unavailable');
    expect(phones.texts).toHaveLength(sent);
    expect((await choose(second.factorId)).status).toBe(200);
  });
});
