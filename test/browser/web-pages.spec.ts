import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';
import { webAppFolder } from '../support/web-app';

jest.setTimeout(120_000);

let site: Site;
let work: { contractId: string; milestones: string[] };
/** Pages of a payment that was made. */
let paid: { receipt: string; payment: string };
beforeAll(async () => {
  site = await Site.start('3720');
  work = await site.agreeOn({ client: 'ben', amounts: [20_000, 130_000] });
  paid = await pay();
}, 180_000);
afterAll(() => site?.close());

async function pay() {
  const { milestones } = await site.agreeOn({ client: 'ben', payee: 'nora', amounts: [110_000] });
  const ben = await site.visit();
  await ben.signIn('ben');
  await ben.startApproval(milestones);
  await ben.code.fill(await ben.mailedCode('ben'));
  await ben.heading('Paid');
  const receipt = ben.path;
  await ben.follow('Part 1');
  await ben.page.waitForURL('**/payments/*');
  const payment = ben.path;
  await ben.context.close();
  return { receipt, payment };
}

const looks = [
  { name: 'a wide screen, light', options: { viewport: { width: 1280, height: 900 }, colorScheme: 'light' } },
  { name: 'a phone, dark', options: { viewport: { width: 360, height: 740 }, colorScheme: 'dark' } },
  { name: 'a wide screen, dark', options: { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' } },
  { name: 'a phone, light', options: { viewport: { width: 360, height: 740 }, colorScheme: 'light' } },
] as const;

/** Waits until nothing is loading, and looks for what keeps people out. */
async function check(visitor: Visitor): Promise<string[]> {
  await visitor.page.waitForLoadState('networkidle');
  await visitor.page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  const faults = await visitor.accessibilityFaults();
  return (await visitor.isTooWide()) ? [...faults, `${visitor.path} is too wide`] : faults;
}

describe.each(looks)('on $name', ({ options }) => {
  it('everybody can use the pages before signing in', async () => {
    const visitor = await site.visit('/sign-in', options);
    const found = await check(visitor);
    for (const path of ['/register', '/reset-password', '/no-such-page']) {
      await visitor.go(path);
      found.push(...(await check(visitor)));
    }
    await visitor.go('/sign-in');
    await visitor.enterPassword('ada');
    await visitor.press('Try another way');
    await visitor.code.fill('000000');
    await visitor.sees('That code is not correct');
    found.push(...(await check(visitor)));
    expect([...found, ...visitor.faults]).toEqual([]);
    await visitor.context.close();
  });

  it('everybody can use the pages of clients', async () => {
    const ben = await site.visit('/sign-in', options);
    await ben.signIn('ben');
    const found = await check(ben);
    const [small = '', large = ''] = work.milestones;
    for (const path of [
      '/contracts',
      '/contracts/new',
      `/contracts/${work.contractId}?fund`,
      `/milestones/${small}`,
      '/payments',
      paid.payment,
      paid.receipt,
      `/approve?milestone=${large}`,
      '/no-such-page',
    ]) {
      await ben.go(path);
      found.push(...(await check(ben)));
    }
    await ben.go(`/approve?milestone=${large}`);
    await ben.press(/^Approve & continue/);
    await ben.code.waitFor();
    found.push(...(await check(ben)));
    await ben.press('Cancel approval');
    await ben.heading(/^Hello/);
    expect([...found, ...ben.faults]).toEqual([]);
    await ben.context.close();
  });
});

it('can be used by keyboard alone, with a way past the menu', async () => {
  const ben = await site.visit('/sign-in');
  await ben.signIn('ben');
  await ben.go('/contracts');
  await ben.heading('Contracts');
  await ben.page.keyboard.press('Tab');
  expect(await ben.page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
  await ben.page.keyboard.press('Enter');
  expect(await ben.page.evaluate('document.activeElement.id')).toBe('content');
  await ben.context.close();
});

it('holds money with a card that one knows by its name, or by its reference where the server knows no cards', async () => {
  const ben = await site.visit('/sign-in');
  const { page } = ben;
  const held = () => page.getByText(/left of €77\.00/).count();
  await ben.signIn('ben');
  await ben.go(`/contracts/${work.contractId}?fund`);
  await page.getByLabel('Amount in EUR').fill('77');
  const card = page.getByLabel('Payment method', { exact: true });
  await card.selectOption('Visa ending 9995 · Insufficient funds');
  await ben.press('Hold this amount');
  await ben.sees('The bank says that there are not enough funds.');
  expect(await held()).toBe(0);
  await card.selectOption('Mastercard ending 4444 · Works');
  await ben.press('Hold this amount');
  await ben.sees('€77.00 left of €77.00');

  await page.route('**/api/payment-methods', (route) => route.fulfill({ json: { items: [] } }));
  await ben.go(`/contracts/${work.contractId}?fund`);
  await page.getByLabel('Amount in EUR').fill('77');
  await card.fill(' pm_card_visa ');
  const found = await check(ben);
  await ben.press('Hold this amount');
  await page.getByText('€77.00 left of €77.00').nth(1).waitFor();
  expect([...found, ...ben.faults]).toEqual([]);
  await ben.context.close();
});

it('shows clients and payees the same payment, each from their side', async () => {
  const paul = await site.visit('/sign-in');
  await paul.signIn('paul');
  await paul.sees('To deliver');
  await paul.follow('Final artwork');
  await paul.press('Submit work');
  await paul.sees('Waiting for approval');
  await paul.go('/payments');
  await paul.sees('No payments yet');
  const found = await check(paul);
  expect([...found, ...paul.faults]).toEqual([]);
  await paul.context.close();
});

it('lets nothing move while a code is entered', async () => {
  const ada = await site.visit('/sign-in');
  await ada.enterPassword('ada');
  await ada.code.waitFor();
  await ada.page.evaluate(`
    window.shifts = [];
    const told = ({ node, previousRect, currentRect }) => ({ node: node?.outerHTML ?? node?.textContent, previousRect, currentRect });
    new PerformanceObserver((list) => list.getEntries().forEach(({ sources }) => window.shifts.push(...sources.map(told))))
      .observe({ type: 'layout-shift' });
  `);
  await ada.code.fill('000000');
  await ada.sees('That code is not correct');
  expect(await ada.page.evaluate('window.shifts')).toEqual([]);
  await ada.context.close();
});

interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}

it.each([
  ['signing in', ['features/sign-in/sign-in-page.tsx']],
  [
    'approving',
    ['app/shell.tsx', 'features/approvals/review-page.tsx', 'features/approvals/approval-page.tsx'],
  ],
])('loads less than 200 kB for %s', (_, pages) => {
  const manifest = JSON.parse(readFileSync(join(webAppFolder, '.vite', 'manifest.json'), 'utf8')) as Record<
    string,
    Chunk
  >;
  const files = new Set<string>();
  const add = (name: string) => {
    const { file, imports = [], css = [] } = manifest[name] as Chunk;
    if (files.has(file)) return;
    for (const each of [file, ...css]) files.add(each);
    for (const each of imports) add(each);
  };
  for (const name of ['index.html', ...pages]) add(name);
  const sizes = [...files].map((file) => gzipSync(readFileSync(join(webAppFolder, file))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
});
