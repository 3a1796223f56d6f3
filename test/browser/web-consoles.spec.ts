import { Site } from '../support/site';

jest.setTimeout(90_000);

let site: Site;
beforeAll(async () => {
  site = await Site.start('3770');
}, 180_000);
afterAll(() => site?.close());

it('leads an auditor from a filter to the proof of an event', async () => {
  const olga = await site.visit();
  const { page } = olga;
  await olga.signIn('auditor');
  await olga.follow('Audit log');
  await olga.heading('Audit log');
  await page.getByLabel('What happened').selectOption('Work submitted');
  await olga.press('Apply filters');
  await page.waitForURL('**/audit?type=milestone.submitted');
  const events = page.getByRole('list', { name: 'Events' }).getByRole('listitem');
  await events.filter({ hasNotText: 'Work submitted' }).first().waitFor({ state: 'detached' });
  await events.nth(4).waitFor();
  expect(await events.count()).toBe(5);
  const found = await olga.faultsOnAllScreens();

  const csv = page.waitForEvent('download');
  await olga.follow('Download as CSV');
  const chunks: Buffer[] = [];
  for await (const chunk of await (await csv).createReadStream()) chunks.push(chunk as Buffer);
  const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/);
  expect(lines.filter((line) => line.includes('milestone.submitted'))).toHaveLength(5);

  await page.getByLabel('IP address').fill('not an address');
  await olga.press('Apply filters');
  await page.getByRole('alert').waitFor();
  await page.goBack();
  expect(await page.getByLabel('What happened').inputValue()).toBe('milestone.submitted');
  await olga.follow('Work submitted');
  await olga.sees('This event is in the signed log');
  found.push(...(await olga.faultsOnAllScreens()));
  await page.getByText('Signed checkpoint').click();
  await page.locator('details[open] pre', { hasText: '— ' }).waitFor();
  await olga.follow('Events by the same person');
  await page.waitForURL(/\/audit\?actorId=[-\w]{36}$/);

  await olga.go('/audit/integrity');
  await olga.sees(/^The log is intact$|^Not verified from end to end yet$/);
  found.push(...(await olga.faultsOnAllScreens()));
  const report = olga.context.waitForEvent('page');
  await olga.follow('Open the report');
  await (await report).getByRole('heading', { level: 1 }).waitFor();
  expect([...found, ...olga.faults]).toEqual([]);
  await olga.context.close();
});

it('lets an admin look around, and turn a recovery down with a reason and a second step', async () => {
  const reason = 'Phone at the bottom of the lake';
  await site.api.post('/recovery/requests', { body: { email: site.account('ada').email, reason } });
  const alex = await site.visit();
  const { page } = alex;
  const dialog = page.getByRole('dialog');
  await alex.signIn('admin');
  const found: string[] = [];
  for (const entry of ['Proposals', 'Messages', 'Users']) {
    await alex.follow(entry);
    await alex.heading(entry);
    found.push(...(await alex.faultsOnAllScreens()));
  }
  await page.getByLabel('E-mail begins with').fill('ben@');
  await alex.press('Apply filters');
  await page.waitForURL('**/admin/users?email=ben%40');
  await alex.follow('Ben Client');
  await alex.heading('Ben Client');
  found.push(...(await alex.faultsOnAllScreens()));

  await page.getByRole('main').getByRole('link', { name: 'Holds' }).click();
  await alex.heading('Holds');
  await alex.sees('No holds');
  found.push(...(await alex.faultsOnAllScreens()));
  await page.getByLabel('Reason').fill('Their bank called about the card.');
  await alex.press('Place the hold');
  await dialog.getByLabel(/code$/).fill('000000');
  await alex.sees('That code is not correct.');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.reload();
  await alex.sees('No holds');

  await alex.follow('Recovery desk');
  await alex.heading('Recovery desk');
  found.push(...(await alex.faultsOnAllScreens()));
  await alex.follow('Ada Client');
  await alex.sees(reason);
  found.push(...(await alex.faultsOnAllScreens()));
  await alex.press('Reject');
  await dialog.getByLabel('Reason').fill('Called back: it was not her.');
  found.push(...(await alex.accessibilityFaults()));
  await alex.press('Continue to verification');
  await dialog.getByText('Your reason: “Called back: it was not her.”').waitFor();
  await dialog.getByLabel(/code$/).fill(site.totp('admin', 1));
  await alex.sees('The recovery is rejected.');
  await page.getByRole('list', { name: 'Timeline' }).getByText('Called back: it was not her.').waitFor();
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  expect([...found, ...alex.faults]).toEqual([]);
  await alex.context.close();
});

it('refuses the consoles to everybody else', async () => {
  const ben = await site.visit();
  await ben.signIn('ben');
  expect(await ben.page.getByRole('link', { name: 'Users' }).count()).toBe(0);
  for (const path of ['/admin/users', '/audit']) {
    await ben.go(path);
    await ben.page.getByRole('alert').waitFor();
  }
  expect(ben.faults).toEqual([]);
  await ben.context.close();
});
