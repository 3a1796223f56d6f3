import { startApp, type TestApp } from '../support/app';
import { Phones } from '../support/phones';

const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
const signature = { 'X-Twilio-Signature': 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=' };
let phones: Phones;
let app: TestApp;

beforeAll(async () => {
  phones = await Phones.open();
  app = await startApp({ env: phones.env });
});
afterAll(async () => {
  await app.close();
  await phones.close();
});

describe.each(['status', 'incoming'])('a webhook (%s) that Twilio did not send', (path) => {
  it.each<[string, unknown, Record<string, string>]>([
    ['without a body', undefined, signature],
    ['without anything', undefined, {}],
    ['with an empty form', '', { ...form, ...signature }],
    ['in JSON', { From: { $ne: null }, Body: ['STOP'] }, signature],
    ['in JSON that is no object', '[1]', { 'Content-Type': 'application/json', ...signature }],
    ['with names of prototypes', '__proto__[From]=x&constructor=y&Body=STOP', { ...form, ...signature }],
    ['with a signature that is none', 'Body=STOP', { ...form, 'X-Twilio-Signature': '%%%' }],
    ['with a signature of another length', 'Body=STOP', { ...form, 'X-Twilio-Signature': 'A'.repeat(4_000) }],
  ])('is refused %s', async (_, body, headers) => {
    for (const prefix of ['/api', '/api/v1']) {
      const { status } = await app.call('POST', `${prefix}/webhooks/twilio/${path}`, { body, headers });
      expect([400, 403, 415]).toContain(status);
    }
  });
});
