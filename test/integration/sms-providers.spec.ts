import { SECOND } from '../../src/common/clock';
import { type ProviderFault } from '../../src/demo/sms/provider-simulator';
import { FallbackSmsSender } from '../../src/messaging/sms/fallback-sms-sender';
import { SmsFailure } from '../../src/messaging/sms/sms-sender';
import { SnsSmsSender } from '../../src/messaging/sms/sns-sms-sender';
import { TwilioSmsSender } from '../../src/messaging/sms/twilio-sms-sender';
import { Phones } from '../support/phones';

const TIMES = { firstWithinMs: 1_000, restMs: 1_000 };
const id = '01890000-0000-7000-8000-000000000000';
const text = 'ShopFlow: 042137 to log in. Ref K7QX.\n\n@shop.example #042137';
let phones: Phones;
let to: string;

beforeAll(async () => {
  phones = await Phones.open();
});
afterAll(() => phones.close());
beforeEach(() => {
  phones.heal();
  phones.texts.length = 0;
  phones.twilio.calls.length = 0;
  phones.sns.calls.length = 0;
  to = phones.newNumber();
});

function twilio(timeoutMs = TIMES.firstWithinMs) {
  const { accountSid, authToken, phoneNumber, url: baseUrl } = phones.twilio;
  return new TwilioSmsSender({ accountSid, authToken, phoneNumber, baseUrl }, null, timeoutMs);
}

function sns(timeoutMs = 1_000) {
  const { region, url: endpoint, accessKeyId, secretAccessKey } = phones.sns;
  return new SnsSmsSender({ region, endpoint, credentials: { accessKeyId, secretAccessKey } }, timeoutMs);
}

const both = (times = TIMES) =>
  new FallbackSmsSender(twilio(times.firstWithinMs), 'twilio', sns(), true, times);

async function failureOf(sending: Promise<unknown>): Promise<SmsFailure> {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SmsFailure);
  return error as SmsFailure;
}

describe('Twilio', () => {
  it('takes a text', async () => {
    const accepted = await twilio().send({ id, to, text });
    expect(accepted).toEqual({
      provider: 'twilio',
      providerMessageId: expect.stringMatching(/^SM\w{32}$/),
      awaitsReceipt: false,
    });
    expect(phones.texts).toEqual([{ provider: 'twilio', to, from: '+15005550006', text }]);
    expect(phones.twilio.calls[0]?.headers['content-type']).toContain('application/x-www-form-urlencoded');
  });

  it.each<[ProviderFault, string, boolean]>([
    [{ kind: 'refuse', status: 400, code: 21211 }, 'invalid-number 21211', true],
    [{ kind: 'refuse', status: 400, code: 21614 }, 'invalid-number 21614', true],
    [{ kind: 'refuse', status: 400, code: 21610 }, 'opted-out 21610', true],
    [{ kind: 'refuse', status: 400, code: 21408 }, 'refused 21408', false],
    [{ kind: 'refuse', status: 400, code: 21999 }, 'refused 21999', false],
    [{ kind: 'refuse', status: 401, code: 20003 }, 'unavailable 20003', false],
    [{ kind: 'refuse', status: 429, code: 20429 }, 'throttled 20429', false],
    [{ kind: 'refuse', status: 500, code: 20500 }, 'unavailable 20500', false],
    [{ kind: 'broken', status: 502 }, 'unavailable 502', false],
    [{ kind: 'broken', status: 429 }, 'throttled 429', false],
    [{ kind: 'hang' }, 'timeout', false],
    [{ kind: 'reset' }, 'unavailable ECONNRESET', false],
    [{ kind: 'success-then-drop' }, 'unavailable ECONNRESET', false],
  ])('failing with %j is told as %s', async (fault, reason, permanent) => {
    phones.twilio.fault = fault;
    const failure = await failureOf(twilio(300).send({ id, to, text }));
    expect(failure).toMatchObject({ reason, permanent, provider: 'twilio' });
    expect(JSON.stringify(failure) + failure.stack).not.toContain(to.slice(1));
  });

  it('that does not listen is unavailable', async () => {
    const { accountSid, authToken, phoneNumber } = phones.twilio;
    const config = { accountSid, authToken, phoneNumber, baseUrl: 'http://127.0.0.1:1' };
    const failure = await failureOf(new TwilioSmsSender(config, null, 300).send({ id, to, text }));
    expect(failure).toMatchObject({ reason: 'unavailable ECONNREFUSED', permanent: false });
  });
});

describe('SNS', () => {
  it('takes a text', async () => {
    const accepted = await sns().send({ id, to, text });
    expect(accepted).toEqual({
      provider: 'sns',
      providerMessageId: expect.stringMatching(/^[\w-]{36}$/),
      awaitsReceipt: false,
    });
    expect(phones.texts).toMatchObject([{ provider: 'sns', to, text }]);
    expect(Object.fromEntries(phones.sns.calls[0]?.form ?? [])).toMatchObject({
      'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
      'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
    });
  });

  it.each<[ProviderFault, string, boolean]>([
    [{ kind: 'refuse', status: 400, code: 'InvalidParameter' }, 'invalid-number', true],
    [{ kind: 'refuse', status: 400, code: 'OptedOut' }, 'opted-out', true],
    [{ kind: 'refuse', status: 403, code: 'AuthorizationError' }, 'refused', false],
    [{ kind: 'refuse', status: 403, code: 'InvalidClientTokenId' }, 'unavailable', false],
    [{ kind: 'refuse', status: 429, code: 'Throttled' }, 'throttled', false],
    [{ kind: 'refuse', status: 500, code: 'InternalError' }, 'unavailable', false],
    [{ kind: 'broken', status: 503 }, 'unavailable', false],
    [{ kind: 'hang' }, 'timeout', false],
    [{ kind: 'reset' }, 'unavailable', false],
    [{ kind: 'success-then-drop' }, 'unavailable', false],
  ])('failing with %j is told as %s', async (fault, kind, permanent) => {
    phones.sns.fault = fault;
    const failure = await failureOf(sns(300).send({ id, to, text }));
    expect(failure).toMatchObject({ kind, permanent, provider: 'sns' });
    expect(JSON.stringify(failure) + failure.stack).not.toContain(to.slice(1));
    expect(phones.sns.calls).toHaveLength(1);
  });
});

describe('both together', () => {
  it('use Twilio while it works', async () => {
    expect((await both().send({ id, to, text })).provider).toBe('twilio');
    expect(phones.sns.calls).toEqual([]);
  });

  it.each<ProviderFault>([
    { kind: 'refuse', status: 401, code: 20003 },
    { kind: 'refuse', status: 429, code: 20429 },
    { kind: 'refuse', status: 500, code: 20500 },
    { kind: 'broken', status: 502 },
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'success-then-drop' },
  ])('send the same text by SNS within 5 seconds when Twilio fails with %j', async (fault) => {
    phones.twilio.fault = fault;
    const started = performance.now();
    expect((await both().send({ id, to, text })).provider).toBe('sns');
    expect(performance.now() - started).toBeLessThan(5 * SECOND);
    expect(phones.texts.findLast(({ provider }) => provider === 'sns')).toMatchObject({ to, text });
  });

  it('try Twilio a second time only when it was surely not taken', async () => {
    phones.twilio.fault = { kind: 'refuse', status: 429, code: 20429 };
    await both().send({ id, to, text });
    expect(phones.twilio.calls).toHaveLength(2);
    phones.twilio.fault = { kind: 'success-then-drop' };
    await both().send({ id, to, text });
    expect(phones.twilio.calls).toHaveLength(3);
  });

  it.each([21211, 21214, 21610, 21614])('do not ask SNS about what Twilio refuses with %i', async (code) => {
    const sender = both();
    phones.twilio.fault = { kind: 'refuse', status: 400, code };
    for (let tries = 0; tries < 4; tries++)
      expect((await failureOf(sender.send({ id, to, text }))).permanent).toBe(true);
    expect(phones.sns.calls).toEqual([]);
    expect(sender.isFirstResting).toBe(false);
  });

  it('let Twilio rest after three failures, answer within 500 ms meanwhile, and come back to it', async () => {
    const sender = both();
    phones.twilio.fault = { kind: 'hang' };
    await Promise.all([1, 2, 3].map(() => sender.send({ id, to, text })));
    expect(sender.isFirstResting).toBe(true);
    const asked = phones.twilio.calls.length;
    const started = performance.now();
    expect((await sender.send({ id, to, text })).provider).toBe('sns');
    expect(performance.now() - started).toBeLessThan(500);
    expect(phones.twilio.calls).toHaveLength(asked);
    phones.heal();
    await new Promise((resolve) => setTimeout(resolve, TIMES.restMs + 50));
    expect((await sender.send({ id, to, text })).provider).toBe('twilio');
  });

  it('tell of the last failure when both are down', async () => {
    phones.twilio.fault = { kind: 'hang' };
    phones.sns.fault = { kind: 'hang' };
    const started = performance.now();
    expect(await failureOf(both().send({ id, to, text }))).toMatchObject({
      kind: 'timeout',
      provider: 'sns',
      permanent: false,
    });
    expect(performance.now() - started).toBeLessThan(5 * SECOND);
  });
});
