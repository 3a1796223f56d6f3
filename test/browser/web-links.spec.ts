import type { Browser } from 'playwright-core';
import { openAccount } from '../support/accounts';
import { startApp, type TestApp } from '../support/app';
import { startBrowser } from '../support/browser';
import { type Account, enrolTotp, type Operator, registerOperator, totpCode } from '../support/factories';
import { readyRecovery, requestedRecovery } from '../support/recovery';
import { visitApp } from '../support/site';
import type { Visitor } from '../support/visitor';
import { buildWebApp } from '../support/web-app';

jest.setTimeout(90_000);

const NEW_PASSWORD = 'another ship in port';
let app: TestApp;
let browser: Browser;
let admin: Operator;
beforeAll(async () => {
  await buildWebApp();
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  admin = await registerOperator(app, 'admin');
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** The path of the newest link to this page that was mailed. */
async function mailed({ email }: Account, page: string): Promise<string> {
  const link = new RegExp(`${page}#token=[\\w-]{20,}`);
  const { text } = await app.mailbox.waitFor(email, (mail) => link.test(mail.text));
  return link.exec(text)?.[0] ?? '';
}

async function askForPassword({ email }: Account): Promise<void> {
  await app.call('POST', '/api/auth/password-reset', { body: { email } });
}

const isAlive = async ({ token }: Account) =>
  (await app.call('GET', '/api/auth/me', { token })).status === 200;

/** Opens a link as a browser does, scripts and all, and looks where its token has gone. */
async function open(link: string, heading: string): Promise<{ visitor: Visitor; found: string[] }> {
  const visitor = await visitApp(app, browser, '/help');
  const { page } = visitor;
  const token = link.split('token=')[1] ?? '';
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' && !request.url().endsWith('/status')) sent.push(request.url());
    if (`${request.url()}${request.headers().referer ?? ''}`.includes(token)) sent.push('token was sent');
  });
  const entries = (await page.evaluate('history.length')) as number;
  await visitor.go(link);
  await visitor.heading(heading);
  await page.waitForLoadState('networkidle');
  await page.waitForURL((url) => url.hash === '');
  expect(sent).toEqual([]);
  expect(await page.evaluate('history.length')).toBe(entries + 1);
  expect(
    await page.evaluate('document.cookie + JSON.stringify([localStorage, sessionStorage])'),
  ).not.toContain(token);
  return { visitor, found: await visitor.faultsOnAllScreens() };
}

it('sets a password by the link in the mail, once', async () => {
  const account = await openAccount(app);
  await askForPassword(account);
  const link = await mailed(account, '/set-password');
  const { visitor, found } = await open(link, 'Set a password');
  const { page } = visitor;
  expect(await page.evaluate('JSON.stringify(history.state)')).not.toContain(link.split('token=')[1]);
  expect(await isAlive(account)).toBe(true);
  await page.getByLabel('New password').fill('password1234');
  await visitor.press('Set password');
  await visitor.sees('The password is too easy to guess');
  found.push(...(await visitor.faultsOnAllScreens()));
  await page.getByLabel('New password').fill(NEW_PASSWORD);
  await visitor.press('Set password');
  await visitor.heading('Your password is set');
  found.push(...(await visitor.faultsOnAllScreens()));
  expect(await isAlive(account)).toBe(false);
  await visitor.follow('Sign in');
  await visitor.enterPassword('', { ...account, password: NEW_PASSWORD });
  await visitor.heading(/^Hello/);

  await visitor.go(link);
  await page.getByLabel('New password').fill(`${NEW_PASSWORD} again`);
  await visitor.press('Set password');
  await visitor.sees('The link is no longer valid');
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.follow('Ask for a new link');
  await visitor.heading('Set a new password');
  await visitor.go('/set-password');
  await visitor.sees('This link is not complete');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

it('secures an account by the link of a notice, and by no other link', async () => {
  const account = await openAccount(app);
  await enrolTotp(app, account);
  await askForPassword(account);
  const link = await mailed(account, '/wasnt-me');
  const { visitor, found } = await open(link, 'This wasn’t me');
  expect(await isAlive(account)).toBe(true);
  await visitor.go((await mailed(account, '/set-password')).replace('/set-password', '/wasnt-me'));
  await visitor.press('Secure my account');
  await visitor.sees('The link is no longer valid');
  expect(await visitor.page.getByRole('button').count()).toBe(0);
  expect(await isAlive(account)).toBe(true);

  // Another link in the same tab: nothing of the one before is left.
  await visitor.go(link);
  await visitor.page.route('**/api/security-reports', (route) => route.abort(), { times: 1 });
  await visitor.press('Secure my account');
  await visitor.sees('The server could not be reached');
  await visitor.press('Secure my account');
  await visitor.heading('Your account is secured');
  found.push(...(await visitor.faultsOnAllScreens()));
  expect(await isAlive(account)).toBe(false);
  await visitor.follow('Ask for the link again');
  await visitor.heading('Set a new password');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

it('leads through a recovery to a new second step, by a link that is good once', async () => {
  const account = await openAccount(app);
  await enrolTotp(app, account);
  await readyRecovery(app, account, admin);
  const link = await mailed(account, '/recovery/complete');
  const { visitor, found } = await open(link, 'Set up a new second step');
  const { page } = visitor;
  expect(await page.evaluate('JSON.stringify(history.state)')).not.toContain(link.split('token=')[1]);
  expect(await isAlive(account)).toBe(true);
  await visitor.press('Go on');
  await visitor.heading('Set up your second step');
  expect(await isAlive(account)).toBe(false);
  await visitor.press('Start');
  await visitor.press(/^Authenticator app/);
  await visitor.press('Show the key');
  const secret = (await page.getByRole('group', { name: 'Key' }).innerText()).replaceAll(' ', '');
  await page.getByLabel('Then enter the 6 digits').fill(totpCode(secret, app.clock.now()));
  await visitor.heading('Save your backup codes');
  await visitor.go(await mailed(account, '/recovery/status'));
  await visitor.sees('Done: there is a new second step');

  await visitor.go(link);
  await visitor.press('Go on');
  await visitor.sees('The link is no longer valid');
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.follow('Ask for a recovery again');
  await visitor.heading('Get back into your account');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

it('stops a recovery by the link of its messages, and says what has become of it', async () => {
  const account = await openAccount(app);
  await requestedRecovery(app, account);
  const link = await mailed(account, '/recovery/veto');
  const { visitor, found } = await open(link, 'Stop the recovery of your account');
  await visitor.page.reload();
  await visitor.follow('See how far it is');
  await visitor.sees('Waiting for a review');
  await visitor.follow('Stop the recovery');
  await visitor.press('Stop the recovery');
  await visitor.heading('The recovery is stopped');
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.go('/help');
  await visitor.go(link);
  await visitor.press('Stop the recovery');
  await visitor.page.getByRole('alert').waitFor();
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.follow('See how far it is');
  await visitor.sees('It was stopped by a link of our messages.');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

it('shows a person who is signed in how far the recovery of their account is, without a link', async () => {
  const account = await openAccount(app);
  const visitor = await visitApp(app, browser, '/sign-in');
  await visitor.enterPassword('', account);
  await visitor.heading(/^Hello/);
  await visitor.go('/recovery/status');
  await visitor.sees('Nobody has asked to recover the account');
  const found = await visitor.faultsOnAllScreens();
  await requestedRecovery(app, account);
  await visitor.go('/notifications');
  await visitor.follow('See how far it is, or stop it');
  await visitor.sees('Waiting for a review');
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.follow('Stop the recovery');
  await visitor.press('Stop the recovery');
  await visitor.heading('The recovery is stopped');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});
