import { generateSync } from 'otplib';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

let site: Site;
beforeAll(async () => {
  site = await Site.start('3785');
}, 180_000);
afterAll(() => site?.close());

const PHONE = '+4915112345678';

/** A browser that hands over codes out of texts (WebOTP): the page asks, and the person agrees when `agree` is called. */
const WEB_OTP = `
  window.OTPCredential = class {};
  window.asked = [];
  CredentialsContainer.prototype.get = (request) => new Promise((resolve, reject) => {
    window.asked.push(request.otp);
    request.signal.addEventListener('abort', () => reject(request.signal.reason));
    window.agree = (code) => resolve({ code });
  });
`;

async function agreeToText(visitor: Visitor, code: string): Promise<void> {
  await visitor.page.waitForFunction('window.asked.length > 0');
  expect(await visitor.page.evaluate('window.asked.at(-1)')).toEqual({ transport: ['sms'] });
  await visitor.page.evaluate(`window.agree('${code}')`);
}

it('takes a phone for a second step, with consent, and pays with a code that the browser reads from the text', async () => {
  const { milestones } = await site.agreeOn({ client: 'ben', amounts: [112_000] });
  const ben = await site.visit('/sign-in', { viewport: { width: 360, height: 740 } });
  await ben.context.addInitScript(WEB_OTP);
  await ben.signIn('ben');
  await ben.go('/set-up');
  await ben.press('Start');
  await ben.press(/^Text message/);
  await ben.page.getByLabel('Mobile number').fill(PHONE);
  await ben.page.getByLabel(/^Send security codes/).check();
  await ben.press('Text me a code');
  await ben.sees('We have sent a text with 6 digits');
  const found = await ben.accessibilityFaults();
  await agreeToText(ben, await ben.mailed(PHONE, 'Do not share'));
  await ben.heading('Save your backup codes');
  await ben.page.getByLabel('I have saved my codes').check();
  await ben.press('Continue');
  await ben.heading('Your account is protected');

  await ben.startApproval(milestones);
  await ben.sees('We have sent a text with 6 digits');
  expect(await ben.code.getAttribute('autocomplete')).toBe('one-time-code');
  expect(await ben.code.getAttribute('inputmode')).toBe('numeric');
  const text = await ben.mailed(PHONE, '€1,120.00', /.*/s);
  const { hostname } = new URL(site.summary.url);
  const [, code = ''] = new RegExp(`\\n@${hostname} #(\\d{6})$`).exec(text.trim()) ?? [];
  found.push(...(await ben.faultsOnAllScreens()));
  await agreeToText(ben, code);
  await ben.heading('Paid');
  expect(await site.paymentsFor(milestones)).toEqual([
    { status: 'released', amount: 112_000, taken: 112_000 },
  ]);
  expect([...found, ...ben.faults]).toEqual([]);
  await ben.context.close();
});

it('renames, prefers and removes ways to confirm, makes new backup codes, and turns the second step off', async () => {
  const iris = await site.register('Iris');
  const { secret, backupCodes } = await site.enrol(iris);
  const visitor = await site.visit('/sign-in');
  const { page } = visitor;
  const dialog = page.getByRole('dialog');
  const spare = backupCodes.values();
  const answer = async (code = spare.next().value ?? '') => {
    await dialog.getByRole('button', { name: 'Try another way' }).click();
    await dialog.getByRole('button', { name: /^Backup code/ }).click();
    await dialog.getByLabel('Backup code').fill(code);
    await dialog.getByRole('button', { name: /^(Verify|Confirm)$/ }).click();
  };
  const prove = async (code?: string) => {
    await answer(code);
    await dialog.waitFor({ state: 'detached' });
  };
  await visitor.enterPassword('Iris', iris);
  await visitor.code.waitFor();
  // Codes are good once: this step's has set it up, the next one is taken already.
  await visitor.code.fill(generateSync({ secret, epoch: Math.floor(Date.now() / 1_000) + 30 }));
  await visitor.heading(/^Hello/);

  await visitor.go('/security');
  await visitor.press(/^Rename /);
  await dialog.getByLabel('Name').fill('Pocket');
  const found = await visitor.accessibilityFaults();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await visitor.sees('The name is changed.');

  await visitor.go('/set-up');
  await visitor.press(/^E-mail/);
  await prove();
  await visitor.sees('We have sent an e-mail with 6 digits');
  const shown = await page.getByText(/Reference \S+/).innerText();
  await visitor.code.fill(await visitor.mailed(iris.email, /Reference (\S+)/.exec(shown)?.[1] ?? ''));
  await visitor.sees('“E-mail” is ready to use.');

  await visitor.go('/security');
  await page
    .getByRole('button', { name: /^Ask first for / })
    .first()
    .click();
  // What is said stays for a few seconds only.
  await Promise.all([visitor.sees(/We ask for “.+” first\./), prove()]);
  found.push(...(await visitor.faultsOnAllScreens()));
  await visitor.press(/^Remove E-mail/);
  await dialog.getByText('will no longer open your account').waitFor();
  found.push(...(await visitor.accessibilityFaults()));
  await Promise.all([visitor.sees(/is removed\.$/), prove()]);

  await visitor.press('Make new codes');
  await dialog.getByLabel('Your password').fill('not my password');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await answer();
  await visitor.sees('The password is not correct.');
  await dialog.getByLabel('Your password').fill(iris.password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await answer();
  await dialog.getByRole('list', { name: 'Backup codes' }).waitFor();
  const renewed = await dialog
    .getByRole('list', { name: 'Backup codes' })
    .getByRole('listitem')
    .allInnerTexts();
  expect(renewed).toHaveLength(10);
  expect(renewed).not.toContain(backupCodes[9]);
  found.push(...(await visitor.accessibilityFaults()));
  await dialog.getByLabel('I have saved my codes').check();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await visitor.sees('Your new backup codes are saved.');
  await visitor.sees('10 codes left');

  await visitor.press('Turn off');
  await dialog.getByLabel('Your password').fill(iris.password);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await prove(renewed[0]);
  await visitor.sees('Two-factor authentication is off');
  expect([...found, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});
