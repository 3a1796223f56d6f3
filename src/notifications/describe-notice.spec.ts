import { describeNotice } from './describe-notice';
import { noticeCatalogue } from './notice-catalogue';

const say = { time: (iso: string) => `[${iso}]` };
const kinds = Object.entries(noticeCatalogue);

it.each([
  [{ kind: 'factor-added', method: 'totp' }, 'another second factor: an authenticator app.'],
  [{ kind: 'factor-removed', methods: ['sms', 'email'] }, 'codes by text message, codes by e-mail.'],
  [
    { kind: 'preferred-factor-changed', method: 'sms', preferred: false },
    'no longer asked for codes by text',
  ],
  [{ kind: 'payment-approval-locked', until: '2026-07-01T12:00:00.000Z' }, 'at [2026-07-01T12:00:00.000Z].'],
  [{ kind: 'backup-code-used', purpose: 'payment', remaining: 7 }, 'to approve a payment; 7 of them left.'],
  [
    { kind: 'security-settings-loosened', alwaysRequiredOff: true, thresholdRaised: false },
    'loosened. A code is no longer asked for at every payment.',
  ],
])('puts %j into words', ({ kind, ...params }, words) => {
  expect(describeNotice(kind, params, say).body).toContain(words);
});

it.each(kinds)('has a title for %s that suits a locked screen', (_, { title, body }) => {
  expect(title).toMatch(/^[A-Z][A-Za-z' -]{8,48}$/);
  expect(body.length).toBeLessThanOrEqual(2);
});

it.each(['of-a-newer-build', 'constructor', '__proto__'])(
  'tells %s, which it does not know, in general words',
  (kind) => {
    expect(describeNotice(kind, { method: 'telepathy' }, say)).toEqual({
      title: 'Something changed on your account',
      body: 'Check your security settings.',
      severity: 'warning',
      action: 'check-security',
    });
  },
);
