import { generateSync } from 'otplib';
import type { Locator } from 'playwright-core';
import type { TwoFactorFigures } from '../../src/analytics/analytics.dto';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';

jest.setTimeout(60_000);

const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 900 },
];

let site: Site;
beforeAll(async () => {
  site = await Site.start('3760');
}, 180_000);
afterAll(() => site?.close());

async function check(visitor: Visitor): Promise<string[]> {
  const faults: string[] = [];
  for (const viewport of sizes) {
    await visitor.page.setViewportSize(viewport);
    faults.push(...(await visitor.accessibilityFaults()));
    if (await visitor.isTooWide()) faults.push(`${visitor.path} is wider than ${viewport.width}`);
  }
  return faults;
}

it('has help for who cannot sign in, with links from page to page', async () => {
  const visitor = await site.visit('/sign-in');
  await visitor.follow('Help');
  await visitor.heading('Help');
  const faults = await check(visitor);
  for (const name of ['It does not work: check yourself', 'Rolling out, with letters to customers']) {
    await visitor.follow(name);
    await visitor.heading(name);
    faults.push(...(await check(visitor)));
    await visitor.follow('All help pages');
  }
  await visitor.follow('Travelling');
  await visitor.follow('Check it here');
  await visitor.heading('It does not work: check yourself');
  expect(visitor.path).toBe('/help/self-check');
  await visitor.go('/help/set-up');
  const steps = visitor.page.getByRole('main').locator('ol > li');
  await steps.first().waitFor();
  expect([await steps.count(), await steps.first().locator('ul > li').count()]).toEqual([4, 4]);
  expect(await visitor.page.getByRole('main').innerText()).not.toMatch(/\*\*|\]\(/);
  await visitor.go('/help/no-such-page');
  await visitor.heading('Help');
  expect([...faults, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

it('takes a request for recovery, shows how far it is, and lets its owner stop it', async () => {
  const ada = await site.visit('/sign-in');
  const { email } = site.account('ada');
  await ada.follow('Lost your device?');
  await ada.heading('Get back into your account');
  const faults = await check(ada);
  await ada.page.getByLabel('E-mail').fill(email);
  await ada.page.getByLabel('What happened?').fill('Phone at the bottom of the lake');
  await ada.page.getByLabel('Recovery code (optional)').fill('too short');
  await ada.press('Ask for recovery');
  await ada.sees('must be 16 letters and digits');
  faults.push(...(await check(ada)));
  await ada.page.getByLabel('Recovery code (optional)').fill('');
  await ada.press('Ask for recovery');
  await ada.heading('We have your request');
  faults.push(...(await check(ada)));

  const link = await ada.mailed(email, '/recovery/status#', /https?:\S+\/recovery\/status#token=[\w-]+/);
  await ada.go('/recovery/status');
  await ada.heading('Recovery of your account');
  faults.push(...(await check(ada)));
  await ada.page.getByLabel('Link from one of our messages').fill(`${link}x`);
  await ada.press('Show how far it is');
  await ada.page.getByRole('alert').waitFor();
  await ada.page.getByLabel('Link from one of our messages').fill(link);
  await ada.press('Show how far it is');
  await ada.sees('Waiting for a review');
  faults.push(...(await check(ada)));
  await ada.page.goto(link);
  await ada.sees('Waiting for a review');
  expect(ada.page.url()).not.toContain('token');
  await ada.page.reload();
  await ada.sees('Waiting for a review');
  await ada.follow('Stop the recovery');
  await ada.press('Stop the recovery');
  await ada.heading('The recovery is stopped');
  await ada.page.goto(link);
  await ada.sees('It was stopped by a link of our messages.');
  expect(await ada.page.getByRole('link', { name: 'Stop the recovery' }).count()).toBe(0);
  expect([...faults, ...ada.faults]).toEqual([]);
  await ada.context.close();
});

it('takes a backup code from who has lost their device, to a new second step and no further', async () => {
  const grace = await site.register('Grace');
  const { backupCodes } = await site.enrol(grace);
  const visitor = await site.visit('/sign-in');
  await visitor.enterPassword('Grace', grace);
  await visitor.code.waitFor();
  const { page } = visitor;
  await page.getByLabel(/Trust this device/).check();
  await visitor.press('Try another way');
  await visitor.press(/^Backup code/);
  await page.getByLabel('Backup code').fill(backupCodes[0] ?? '');
  await page.getByLabel('I have lost my device').check();
  const faults = await check(visitor);
  await visitor.press('Confirm and sign in');
  await visitor.heading('Set up your second step');
  await visitor.go('/payments');
  await visitor.heading('Set up your second step');

  await visitor.press('Start');
  await visitor.press(/^Authenticator app/);
  await visitor.press('Show the key');
  const secret = (await page.getByRole('group', { name: 'Key' }).innerText()).replaceAll(' ', '');
  await page.getByLabel('Then enter the 6 digits').fill(generateSync({ secret }));
  await visitor.heading('Save your backup codes');
  expect(await page.getByText(backupCodes[1] ?? '').count()).toBe(0);
  await page.getByLabel('I have saved my codes').check();
  await visitor.press('Continue');
  await visitor.heading('Your account is protected');
  await visitor.go('/contracts');
  await visitor.heading('Contracts');
  expect([...faults, ...visitor.faults]).toEqual([]);
  await visitor.context.close();
});

const times = { completions: 40, medianSeconds: 4.2, p95Seconds: 31 };
const outcomes = { sent: 50, success: 40, failed: 4, abandoned: 4, open: 2, successRate: 40 / 48 };
const challenges = ['login', 'payment'].flatMap((purpose) =>
  ['totp', 'webauthn', 'a-new-one'].map((method) => ({
    ...outcomes,
    purpose,
    method,
    wrongProofs: 3,
    timeToComplete: method === 'totp' ? times : { completions: 0, medianSeconds: null, p95Seconds: null },
  })),
);
const prompts = { approvals: 80, prompted: 60, promptRate: 0.75, answered: 50, disputed: 1 };
const prompted = { ...prompts, falseAlarms: 49, falseAlarmRate: 49 / 60 };
const figures: Partial<TwoFactorFigures> = {
  challenges,
  deliveries: [
    {
      channel: 'sms',
      provider: 'twilio',
      messages: 200,
      accepted: 190,
      delivered: 180,
      undelivered: 10,
      failed: 8,
      expired: 2,
      waiting: 0,
    },
  ],
  stepUp: { ...prompted, reasons: [{ ...prompted, name: 'new-payee' }], signals: [] },
};

/** Long names take several lines, so spaces do not count. */
async function expectWords(chart: Locator, words: readonly string[]) {
  await chart.locator('text').first().waitFor();
  const text = ((await chart.textContent()) ?? '').replace(/\s/g, '');
  for (const each of words) expect(text).toContain(each.replace(/\s/g, ''));
}

it('shows auditors how the second step works out, in charts and in figures, with the view in the address', async () => {
  const olga = await site.visit();
  const { page } = olga;
  await olga.signIn('auditor');
  await olga.follow('Analytics');
  await olga.heading('Analytics');
  await olga.sees('Nothing of this in the range.');
  const faults = await check(olga);

  // The server counts in the background; what it has counted is laid over its own answer.
  await page.route('**/api/analytics/2fa?**', async (route) => {
    const response = await route.fetch();
    const json = (await response.json()) as { totals: object; buckets: object[] };
    const buckets = json.buckets.map((bucket) => ({ ...bucket, challenges }));
    await route.fulfill({ response, json: { ...json, totals: { ...json.totals, ...figures }, buckets } });
  });
  await page.getByText('90 days').click();
  await page.getByText('Month', { exact: true }).click();
  await olga.sees('New payee');
  await page.getByLabel('Purpose').selectOption('Payments');
  await page.waitForURL('**/analytics?days=90&bucket=month&purpose=payment');
  await page.reload();
  expect(await page.getByLabel('Purpose').inputValue()).toBe('payment');
  const table = page.getByRole('group', { name: 'Figures: By method' });
  expect(await table.getByRole('row', { name: /^Authenticator app/ }).innerText()).toMatch(
    /50\s+40\s+4\s+4\s+83.3%\s+4.2 sec\s+31 sec$/,
  );
  expect(await table.getByRole('row', { name: /^a-new-one/ }).innerText()).toMatch(/–\s+–$/);
  // All that is drawn is written, too: charts are read without colours, and by their table without eyes.
  const chart = (name: RegExp) => page.getByRole('img', { name });
  await expectWords(chart(/^Bars: how many approvals/), ['Approvals started', '80', 'Proven', '50']);
  await expectWords(chart(/^Bars: success/), ['Authenticator app: 83.3%']);
  await expectWords(chart(/^Bars: time/), ['Authenticator app', '4.2 sec', '31 sec']);
  await expectWords(chart(/^Bars: prompts/), ['New payee', '60']);
  await expectWords(chart(/^Bars: what became of messages/), ['Text, twilio: 95%']);
  const shares = chart(/^Bars: what became of messages/).locator('.recharts-rectangle');
  const looks = await shares.evaluateAll((all) => all.map((each) => each.getAttribute('fill')));
  expect(looks.slice(0, 1)).toEqual(['var(--chart-ink)']);
  expect(new Set(looks).size).toBe(looks.length);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    faults.push(...(await check(olga)));
  }
  expect([...faults, ...olga.faults]).toEqual([]);
  await olga.context.close();
});
