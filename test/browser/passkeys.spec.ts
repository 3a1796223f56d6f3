import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import type { Demo } from '../../src/demo/demo';
import { openPage, startBrowser, VirtualAuthenticator } from '../support/browser';
import { type DemoSummary, makeDemoFolder, startDemo } from '../support/demo';

jest.setTimeout(120_000);

let folder: string;
let demo: Demo;
let summary: DemoSummary;
let browser: Browser;

beforeAll(async () => {
  folder = makeDemoFolder();
  [{ demo, summary }, browser] = await Promise.all([startDemo(folder, '3600'), startBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const passwordOf = (email: string) =>
  summary.accounts.find((account) => account.email === email)?.password as string;

const says = (page: Page, text: string | RegExp) =>
  page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 15_000 });

async function logIn(page: Page, email: string) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(passwordOf(email));
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function addPasskey(page: Page, name: string) {
  await page.getByLabel('Name of the new passkey').fill(name);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
}

it('enrols two passkeys, logs in with one and pays with it, each time only after its user was verified', async () => {
  expect(new URL(summary.url).hostname).toBe('localhost');
  const { page, faults, context } = await openPage(browser, `${summary.url}/demo/passkeys`);
  const laptop = await VirtualAuthenticator.plugIn(page);

  await logIn(page, 'ben@demo.example');
  await says(page, 'Logged in.');
  await addPasskey(page, 'Laptop');
  await says(page, 'The passkey was added.');
  const factors = page.getByRole('list').first().getByRole('listitem');
  expect(await factors.allTextContents()).toEqual(['Laptop (webauthn)']);
  const [made] = await laptop.passkeys();
  expect(made).toMatchObject({ rpId: 'localhost' });

  await addPasskey(page, 'The same again');
  await says(page, /already registered|credentials already|excluded/i);

  const key = await VirtualAuthenticator.plugIn(page, 'usb');
  await addPasskey(page, 'Key ring');
  await says(page, 'The passkey was added.');
  expect(await factors.allTextContents()).toEqual(['Laptop (webauthn)', 'Key ring (webauthn)']);
  expect(await key.passkeys()).toHaveLength(1);
  await key.unplug();

  await page.getByRole('button', { name: 'Log out' }).click();
  await laptop.setUserVerified(false);
  await logIn(page, 'ben@demo.example');
  await says(page, /not allowed|timed out/i);
  await laptop.setUserVerified(true);
  await logIn(page, 'ben@demo.example');
  await says(page, 'Logged in.');

  const pay = page.getByRole('button', { name: /^Pay / });
  const waiting = await pay.count();
  await pay.first().click();
  await says(page, /€300\.00 to .+: released\./);
  expect(await pay.count()).toBe(waiting - 1);
  const [used] = await laptop.passkeys();
  expect(used?.signCount).toBeGreaterThan(made?.signCount as number);
  expect(faults).toEqual([]);
  await context.close();
});

it('offers no passkeys under the bare address, and lets nothing foreign into the page', async () => {
  const answer = await fetch(`${summary.url}/demo/passkeys`);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'nonce-/);
  expect(await answer.text()).not.toMatch(/(?:src|href)=|\son\w+=/);
});
