import { Site } from '../support/site';

jest.setTimeout(90_000);

let site: Site;
beforeAll(async () => {
  site = await Site.start('3700');
}, 180_000);
afterAll(() => site?.close());

it('registers, verifies the address and is in', async () => {
  const grace = await site.visit('/register');
  const { page } = grace;
  await page.getByLabel('Get paid for work').check();
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('E-mail').fill('grace@example.com');
  await page.getByLabel('Password', { exact: true }).fill('password1234');
  await grace.press('Create account');
  await grace.sees('The password is too easy to guess');
  await page.getByLabel('Password', { exact: true }).fill('a ship in port is safe');
  await grace.press('Create account');
  await grace.heading('Check your e-mail');
  expect(await page.evaluate('JSON.stringify([history.state, localStorage, sessionStorage])')).not.toContain(
    'a ship in port',
  );
  const code = await grace.mailed('grace@example.com', 'Confirm your e-mail');
  await page.getByLabel('Code from the message').fill('000000');
  await grace.sees('That code is not correct, or it is too old');
  const found = await grace.faultsOnAllScreens();
  await page.getByLabel('Code from the message').fill(code);
  await grace.press('Verify address');
  await grace.heading('Hello, Grace');
  await grace.sees('Nothing to deliver');
  expect([...found, ...grace.faults]).toEqual([]);
  await grace.context.close();
});

it('takes the second step, by one real field that does not send again by itself after an error', async () => {
  const ada = await site.visit('/contracts');
  await ada.heading('Sign in');
  expect(ada.path).toBe('/sign-in?next=%2Fcontracts');
  await ada.enterPassword('ada');
  const field = ada.code;
  await field.waitFor();
  expect(await ada.page.evaluate('document.activeElement.name')).toBe('code');
  expect(await field.getAttribute('autocomplete')).toBe('one-time-code');
  expect(await field.getAttribute('inputmode')).toBe('numeric');

  await field.fill('12-34 5x');
  expect(await field.inputValue()).toBe('12345');
  await field.fill('000000');
  await ada.sees('That code is not correct. 4 tries are left.');
  const requests: string[] = [];
  ada.page.on('request', (request) => requests.push(request.url()));
  const right = site.totp('ada');
  await field.fill(` ${right.slice(0, 3)} ${right.slice(3)} `);
  expect(await field.inputValue()).toBe(right);
  expect(requests).toEqual([]);
  await ada.press('Confirm and sign in');
  await ada.heading('Contracts');
  expect(ada.faults).toEqual([]);
  await ada.context.close();
});

it('keeps the session where scripts cannot see it, and ends it in all tabs', async () => {
  const ben = await site.visit();
  await ben.signIn('ben');
  expect(await ben.page.evaluate('document.cookie')).toBe('');
  const stored = await ben.page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
  const [cookie] = (await ben.context.cookies()).filter(({ name }) => name === '__Host-session');
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Strict' });
  expect(stored).not.toContain(cookie?.value);
  expect(stored).not.toMatch(/token/i);

  const other = await ben.context.newPage();
  await other.goto(`${site.summary.url}/payments`);
  await other.getByRole('heading', { level: 1, name: 'Payments' }).waitFor();
  await ben.press('Log out');
  await ben.sees('You are signed out.');
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  await other.reload();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(ben.faults).toEqual([]);
  await ben.context.close();
});

it('leads back to where somebody was when their session ended', async () => {
  const ben = await site.visit();
  await ben.signIn('ben');
  await ben.context.clearCookies();
  await ben.follow('Contracts');
  await ben.heading('Sign in');
  await ben.sees('Your session has ended. Please sign in again.');
  await ben.enterPassword('ben');
  await ben.heading('Contracts');
  await ben.context.close();
});

it('trusts a device that its owner says so of, and asks no second step there', async () => {
  const ada = await site.visit('/sign-in');
  await ada.enterPassword('ada');
  await ada.page.getByLabel(/Trust this device/).check();
  await ada.code.fill(site.totp('ada', 1));
  await ada.heading('Hello, Ada');
  await ada.press('Log out');
  await ada.heading('Sign in');
  await ada.enterPassword('ada');
  await ada.heading('Hello, Ada');
  await ada.context.close();
});
