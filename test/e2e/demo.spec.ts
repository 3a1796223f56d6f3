import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Demo } from '../../src/demo/demo';
import type { DemoAccount } from '../../src/demo/demo-state';
import type { Answer } from '../support/app';
import { type DemoSummary, makeDemoFolder, startDemo } from '../support/demo';
import { totpCode } from '../support/factories';

jest.setTimeout(90_000);

let folder: string;
let demo: Demo;
let summary: DemoSummary;

const start = async () => {
  ({ demo, summary } = await startDemo(folder, '3300'));
};

beforeAll(async () => {
  folder = makeDemoFolder();
  await start();
});

afterAll(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function call(
  method: string,
  path: string,
  token?: string,
  body?: object,
): Promise<Pick<Answer, 'status' | 'body'>> {
  const response = await fetch(`${summary.url}${path}`, {
    method,
    headers: {
      'Idempotency-Key': randomUUID(),
      ...(token ? { Authorization: `Bearer ${token}` } : {}),
      ...(body ? { 'Content-Type': 'application/json' } : {}),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const account = (email: string) =>
  summary.accounts.find((candidate) => candidate.email === email) as DemoAccount;

const login = (email: string) =>
  call('POST', '/api/auth/login', undefined, { email, password: account(email).password });

async function newestMail(to: string, subject: RegExp) {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const { body } = await call('GET', `/demo/inbox/messages?to=${to}`, summary.inboxToken);
    if (subject.test(body.items[0]?.subject ?? '')) return body.items[0];
    await sleep(50);
  }
  throw new Error(`No mail to ${to}`);
}

it('writes what it prints to a file that only its owner reads', () => {
  expect(statSync(join(folder, '.data', 'demo.json')).mode & 0o777).toBe(0o600);
  expect(summary.inboxUrl).toBe(`${summary.url}/demo/inbox?token=${summary.inboxToken}`);
  expect(summary.accounts.map(({ accountType }) => accountType).sort()).toEqual([
    'admin',
    'admin',
    'auditor',
    'client',
    'client',
    'payee',
    'payee',
  ]);
});

it('lets the seeded accounts in, with the second step where it is on', async () => {
  for (const { email, totpSecret } of summary.accounts) {
    const { status, body } = await login(email);
    expect([email, status]).toEqual([email, 200]);
    if (!totpSecret) continue;
    expect(body.status).toBe('two_factor_required');
    const code = totpCode(totpSecret, new Date());
    const second = await call('POST', '/api/2fa/validate', undefined, { loginToken: body.loginToken, code });
    expect(second.body).toMatchObject({ status: 'authenticated' });
  }
});

it('pays a milestone with the code from the inbox', async () => {
  const { body: session } = await login('ben@demo.example');
  const { body: list } = await call('GET', '/api/milestones?status=submitted', session.token);
  const milestoneIds = [list.items[0].id];
  const approval = await call('POST', '/api/milestones/approvals', session.token, { milestoneIds });
  expect(approval.status).toBe(201);
  const mail = await newestMail('ben@demo.example', /payment/);
  expect(mail).toMatchObject({ channel: 'email', html: expect.stringContaining('€300.00') });
  const code = /\b\d{6}\b/.exec(mail.text)?.[0];
  const paid = await call('POST', '/api/milestones/verify-and-pay', session.token, {
    approvalId: approval.body.id,
    code,
  });
  expect(paid).toMatchObject({ status: 200, body: { success: true, payments: [{ status: 'released' }] } });
});

it('sends texts to the same inbox', async () => {
  const { body: session } = await login('ben@demo.example');
  const phone = '+4915123456789';
  const { token } = session;
  const setup = await call('POST', '/api/2fa/setup', token, { method: 'sms', phone, consent: true });
  expect(setup).toMatchObject({ status: 201, body: { maskedDestination: '+49*********89' } });
  for (const to of [phone, encodeURIComponent(phone)]) {
    let items = [];
    for (let waited = 0; waited < 10_000 && items.length === 0; waited += 50) {
      await sleep(50);
      items = (await call('GET', `/demo/inbox/messages?to=${to}`, summary.inboxToken)).body.items;
    }
    expect(items).toMatchObject([
      { channel: 'sms', to: phone, text: expect.stringMatching(/\n@localhost #\d{6}$/) },
    ]);
  }
});

it('keeps the inbox to those who hold its token and to loopback names', async () => {
  const { port } = new URL(summary.url);
  const statusFor = (path: string, host?: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = host ? { Host: host } : {};
      request({ host: '127.0.0.1', port, path, headers }, (answer) => resolve(answer.resume().statusCode))
        .once('error', reject)
        .end();
    });
  const query = `?token=${summary.inboxToken}`;
  const mail = await newestMail('ben@demo.example', /payment/);
  for (const path of ['/demo/inbox', '/demo/inbox/messages', `/demo/inbox/messages/${mail.id}/html`]) {
    expect([path, await statusFor(path + query)]).toEqual([path, 200]);
    expect([path, await statusFor(path)]).toEqual([path, 401]);
    expect([path, await statusFor(`${path}?token=guess`)]).toEqual([path, 401]);
    expect([path, await statusFor(path + query, 'evil.example')]).toEqual([path, 421]);
  }
});

it('shows a message in a frame that can run nothing', async () => {
  const mail = await newestMail('ben@demo.example', /payment/);
  const response = await fetch(
    `${summary.url}/demo/inbox/messages/${mail.id}/html?token=${summary.inboxToken}`,
  );
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  expect(await response.text()).toBe(mail.html);
});

it('keeps everything over a restart', async () => {
  const before = summary;
  const mails = (await call('GET', '/demo/inbox/messages', summary.inboxToken)).body.items;
  await demo.stop();
  await start();
  expect(summary).toEqual(before);
  expect((await call('GET', '/demo/inbox/messages', summary.inboxToken)).body.items).toEqual(mails);
  const { body: session } = await login('ben@demo.example');
  const { body: payments } = await call('GET', '/api/payments', session.token);
  expect(payments.items).toHaveLength(1);
});

it('begins anew when an earlier start did not finish seeding', async () => {
  await demo.stop();
  const file = join(folder, '.data', 'state.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), accounts: null }));
  const before = summary;
  await start();
  expect(summary.inboxToken).not.toBe(before.inboxToken);
  const { body: session } = await login('ben@demo.example');
  expect((await call('GET', '/api/payments', session.token)).body.items).toEqual([]);
});
