import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(90_000);

const PHONE = { viewport: { width: 360, height: 740 } };

let site: Site;
beforeAll(async () => {
  site = await Site.start('3730');
}, 180_000);
afterAll(() => site?.close());

/** As a person does it: the field of the dialog that is open. */
async function prove(visitor: Visitor, code: string): Promise<void> {
  await visitor.page.getByRole('dialog').getByLabel(/code$/).fill(code);
}

it('shows each page without faults on phones and wide screens, light and dark', async () => {
  const ada = await site.visit();
  await ada.signIn('ada');
  const faults: string[] = [];
  for (const path of ['/security', '/account', '/notifications']) {
    await ada.go(path);
    await ada.page.getByRole('heading', { level: 1 }).waitFor();
    await ada.page.getByRole('status', { name: 'Loading…' }).waitFor({ state: 'detached' });
    for (const colorScheme of ['light', 'dark'] as const)
      for (const viewport of [PHONE.viewport, { width: 1280, height: 900 }]) {
        await ada.page.setViewportSize(viewport);
        await ada.page.emulateMedia({ colorScheme });
        faults.push(...(await ada.accessibilityFaults()));
        if (await ada.isTooWide()) faults.push(`${path} is wider than ${viewport.width}`);
      }
  }
  expect([...faults, ...ada.faults]).toEqual([]);
  await ada.context.close();
});

it('asks for the second step when a threshold is raised, and not when it is lowered', async () => {
  const ada = await site.visit();
  const { page } = ada;
  await ada.nextTimeStep();
  await ada.signIn('ada');
  await ada.go('/security');
  const amount = page.getByLabel('Ask above this amount');
  await amount.fill('900');
  await ada.press('Save changes');
  await ada.sees('Your payment protection is saved.');
  expect(await page.getByRole('dialog').count()).toBe(0);

  await amount.fill('2,500.00');
  await ada.press('Save changes');
  await page.getByRole('dialog', { name: 'Confirm $2,500.00' }).waitFor();
  await prove(ada, '000000');
  await ada.sees('That code is not correct.');
  await ada.press('Cancel');
  await page.reload();
  expect(await amount.inputValue()).toBe('900.00');

  await amount.fill('2500');
  await ada.press('Save changes');
  await page.getByRole('dialog', { name: 'Confirm $2,500.00' }).waitFor();
  await prove(ada, site.totp('ada', 1));
  await ada.sees('Your payment protection is saved.');
  await page.reload();
  expect(await amount.inputValue()).toBe('2500.00');
  expect(ada.faults).toEqual([]);
  await ada.context.close();
});

it('ends other sessions, tells of it, and counts what is unread', async () => {
  const nora = await site.visit();
  await nora.signIn('nora');
  const elsewhere = await site.visit('/', PHONE);
  await elsewhere.signIn('nora');
  await nora.go('/security');
  await nora.press('Sign out all others');
  await nora.page.getByRole('dialog').getByRole('button', { name: 'Sign out all others' }).click();
  await nora.sees('You are signed in only here.');
  await nora.sees('is told to nora@demo.example and here in the app');
  expect(await nora.page.getByRole('link', { name: 'Read them' }).getAttribute('href')).toBe(
    '/notifications',
  );
  await elsewhere.go('/payments');
  await elsewhere.heading('Sign in');

  await nora.page.getByRole('link', { name: /^Notifications, \d+ unread$/ }).click();
  await nora.heading('Notifications');
  await nora.press('Mark all as read');
  await nora.sees('All notifications are read.');
  await nora.page.getByRole('link', { name: 'Notifications, none unread' }).waitFor();
  expect(nora.faults).toEqual([]);
  await elsewhere.context.close();
  await nora.context.close();
});

it('changes address, password and time zone', async () => {
  const paul = await site.visit();
  const { page } = paul;
  await paul.signIn('paul');
  await paul.go('/account');
  await page.getByLabel('Time zone').selectOption('Europe/Zurich');
  await paul.press('Save time zone');
  await paul.sees('Your time zone is saved.');
  const { password } = site.account('paul');
  await page.getByLabel('New e-mail address').fill('paul@elsewhere.example');
  await page.getByLabel('Your password').fill('not my password at all');
  await paul.press('Change address');
  await paul.sees('The password is not correct.');
  await page.getByLabel('Your password').fill(password);
  await paul.press('Change address');
  await page.getByLabel('Code from the message').fill(await paul.mailed('paul@elsewhere.example', 'code'));
  await paul.sees('Your address is now paul@elsewhere.example.');
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('a river runs to the sea');
  await paul.press('Change password');
  await paul.sees('Your password is changed.');
  await page.reload();
  expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Zurich');
  expect(paul.faults).toEqual([]);
  await paul.context.close();
});
