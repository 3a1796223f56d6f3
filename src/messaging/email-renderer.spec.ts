import { after, HOUR, MINUTE } from '../common/clock';
import type { AppConfig } from '../config/app-config';
import type { EmailContent } from './email-content';
import { EmailRenderer } from './email-renderer';

const createdAt = new Date('2025-11-20T10:00:00Z');
const config = { appName: 'ShopFlow', appUrl: new URL('https://shop.example') } as AppConfig;
const renderer = new EmailRenderer(config);

const render = (content: EmailContent, lifetime = 10 * MINUTE) =>
  renderer.render(content, { createdAt, expiresAt: after(createdAt, lifetime) });

const code = '042137';
const payment: EmailContent = {
  template: 'payment-code',
  content: { name: 'Ada', code, reference: 'K7QX', amount: '$1,250.00', payee: 'Grace', minutes: 10 },
};

const examples: EmailContent[] = [
  payment,
  { template: 'verify-email', content: { code } },
  { template: 'change-email', content: { code } },
  { template: 'address-taken', content: {} },
  { template: 'account-erased', content: { name: 'Ada', when: '1 March 2026, 10:00 CET' } },
  { template: 'set-password', content: { link: 'https://shop.example/set-password#token=abc_DEF-123' } },
  {
    template: 'security-code',
    content: { name: 'Ada', code, reference: 'K7QX', action: 'log in', minutes: 10 },
  },
  {
    template: 'notice',
    content: {
      name: 'Ada',
      title: 'Your password was changed',
      body: 'The password was changed.',
      when: 'July 1, 2026 at 2:05 PM Central European Summer Time',
      place: '192.0.2.1, Firefox on Windows',
      reportLink: 'https://shop.example/wasnt-me#token=abc_DEF-123',
    },
  },
];

it.each(examples)('writes $template in both forms, with no gap and no code in the subject', (example) => {
  const { subject, html, text } = render(example);
  for (const part of [html, text]) {
    expect(part).not.toMatch(/undefined|\[object|\{\{|NaN/);
    expect(part).toContain('ShopFlow');
    if ('code' in example.content) expect(part).toContain(code);
  }
  expect(subject).not.toContain(code);
  expect(html).toMatch(/^<!doctype html>/);
  expect(text).not.toContain('<');
});

it('says what a payment code approves, for how long, and not to share it', () => {
  const { html, text } = render(payment);
  for (const part of [html, text])
    for (const fact of [
      '$1,250.00',
      'Grace',
      'K7QX',
      '10 minutes',
      'Do not share this code with anybody; we never ask for it.',
    ])
      expect(part).toContain(fact);
});

it('lists the items of a batch', () => {
  const items = [
    { title: 'Design', amount: '$10.00' },
    { title: 'Build', amount: '$20.00' },
  ];
  const { html, text } = render({
    ...payment,
    content: { ...payment.content, payee: '2 payees', items },
  } as EmailContent);
  for (const part of [html, text])
    for (const fact of ['2 payees', 'Design: $10.00', 'Build: $20.00']) expect(part).toContain(fact);
});

it('tells validity from the life of the message', () => {
  expect(render({ template: 'verify-email', content: { code } }, 30 * MINUTE).text).toContain('30 minutes');
  const link: EmailContent = {
    template: 'set-password',
    content: { link: 'https://shop.example/set-password#token=abc' },
  };
  expect(render(link, HOUR).text).toContain('1 hour and');
  expect(render(link, 24 * HOUR).text).toContain('24 hours and');
  expect(render(link).text).toContain('The token inside the link: abc');
});

it('escapes what people typed and keeps it on one line', () => {
  const name = '<img src=x onerror=alert(1)>\r\nBcc: eve@example.com\n\nCode: 000000\u202egnp';
  const { subject, html, text } = render({
    ...payment,
    content: { ...payment.content, name, payee: name },
  } as EmailContent);
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src');
  expect(text).toContain('<img src=x onerror=alert(1)> Bcc: eve@example.com Code: 000000 gnp');
  expect(text).not.toMatch(/^Bcc:/m);
  expect(subject).toBe('Approve a payment of $1,250.00 at ShopFlow (K7QX)');
});
