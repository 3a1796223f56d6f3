import { readFileSync } from 'node:fs';
import { generateSync } from 'otplib';
import { VirtualAuthenticator } from '../support/browser';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

const PHONE = { viewport: { width: 360, height: 740 } };

let site: Site;
beforeAll(async () => {
  site = await Site.start('3740');
}, 180_000);
afterAll(() => site?.close());

/** Signed in as somebody new, without a second factor. */
async function newcomer(name: string, options = {}): Promise<Visitor> {
  const account = await site.register(name);
  const visitor = await site.visit('/sign-in?next=/set-up', options);
  await visitor.enterPassword(name, account);
  await visitor.heading('Set up your second step');
  return visitor;
}

it('leads to an authenticator app, and away only after the codes are saved', async () => {
  const grace = await newcomer('Grace');
  const { page } = grace;
  const faults = [...(await grace.accessibilityFaults())];
  await grace.press('Start');
  await grace.sees('Fingerprint, face, PIN or security key');
  faults.push(...(await grace.accessibilityFaults()));
  await grace.press(/^Authenticator app/);
  await grace.sees('Scan this with your authenticator app');
  const key = page.getByRole('group', { name: 'The key is hidden.' });
  expect(await key.textContent()).not.toMatch(/[A-Z2-7]/);
  await grace.press('Show the key');
  const secret = (await page.getByRole('group', { name: 'Key' }).innerText()).replaceAll(' ', '');
  expect(await page.getByRole('link', { name: /on this device/ }).getAttribute('href')).toContain(secret);
  faults.push(...(await grace.accessibilityFaults()));

  const field = page.getByLabel('Then enter the 6 digits');
  await field.fill('000000');
  await grace.sees('That code is not correct.');
  await field.fill(generateSync({ secret }));
  await grace.press('Connect the app');
  await grace.heading('Save your backup codes');
  faults.push(...(await grace.accessibilityFaults()));
  const codes = page.getByRole('list', { name: 'Backup codes' }).getByRole('listitem');
  expect(await codes.count()).toBe(10);
  const [download] = await Promise.all([page.waitForEvent('download'), grace.press('Download')]);
  const file = readFileSync(await download.path(), 'utf8');
  for (const code of await codes.allInnerTexts()) expect(file).toContain(code);

  const asked = new Promise<string>((resolve) => {
    page.once('dialog', async (dialog) => {
      await dialog.dismiss();
      resolve(dialog.message());
    });
  });
  await grace.follow('Contracts');
  expect(await asked).toBe('Your backup codes are shown only now. Leave without saving them?');
  await grace.heading('Save your backup codes');
  await page.getByLabel('I have saved my codes').check();
  await grace.press('Continue');
  await grace.heading('Your account is protected');
  faults.push(...(await grace.accessibilityFaults()));
  expect([...faults, ...grace.faults]).toEqual([]);
  await grace.context.close();
});

it('makes a passkey, on a phone in the dark, which is the second step from then on', async () => {
  const hedy = await newcomer('Hedy', { ...PHONE, colorScheme: 'dark' });
  const authenticator = await VirtualAuthenticator.plugIn(hedy.page);
  await hedy.press('Start');
  expect(await hedy.isTooWide()).toBe(false);
  await hedy.press(/^Passkey/);
  const faults = await hedy.accessibilityFaults();
  await authenticator.setUserVerified(false);
  await hedy.press('Create the passkey');
  await hedy.sees('The passkey was not used');
  await authenticator.setUserVerified(true);
  await hedy.page.getByLabel('Name of this passkey').fill('Pocket');
  await hedy.press('Create the passkey');
  await hedy.heading('Save your backup codes');
  expect(await hedy.isTooWide()).toBe(false);
  faults.push(...(await hedy.accessibilityFaults()));
  expect(await authenticator.passkeys()).toHaveLength(1);
  await hedy.page.getByLabel('I have saved my codes').check();
  await hedy.press('Continue');
  await hedy.follow('Security settings');
  await hedy.heading('Security');
  await hedy.sees('Pocket');
  expect([...faults, ...hedy.faults]).toEqual([]);
  await hedy.context.close();
});

it('sends a code to the address, says how it is doing, and takes it', async () => {
  const mary = await newcomer('Mary');
  await mary.press('Start');
  await mary.press(/^E-mail/);
  await mary.sees('We have sent an e-mail with 6 digits');
  await mary.page.getByRole('button', { name: /^New code in/ }).waitFor();
  const shown = await mary.page.getByText(/Reference \S+/).innerText();
  const reference = /Reference (\S+)/.exec(shown)?.[1] as string;
  await mary.code.fill(await mary.mailed('mary@example.com', reference));
  await mary.heading('Save your backup codes');
  expect(mary.faults).toEqual([]);
  await mary.context.close();
});

it('asks for a number that can be texted, and for consent', async () => {
  const joan = await newcomer('Joan');
  await joan.press('Start');
  await joan.press(/^Text message/);
  await joan.press('Text me a code');
  await joan.sees('Begin with + and the country code');
  await joan.sees('We may text you only if you agree.');
  await joan.page.getByLabel('Mobile number').fill('+1 201 555');
  await joan.page.getByLabel(/^Send security codes/).check();
  await joan.press('Text me a code');
  await joan.sees('We cannot text this number.');
  expect([...(await joan.accessibilityFaults()), ...joan.faults]).toEqual([]);
  await joan.context.close();
});
