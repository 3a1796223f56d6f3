import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Site } from '../support/site';
import type { Visitor } from '../support/visitor';
import { layFiguresOver } from './sample-figures';

/** Pictures of the main pages for the documentation: `npm run web:screenshots`. */
const folder = join(__dirname, '..', '..', 'docs', 'images');
const desktop = {
  viewport: { width: 1280, height: 800 },
  colorScheme: 'light',
  reducedMotion: 'reduce',
} as const;
const phone = {
  viewport: { width: 390, height: 780 },
  colorScheme: 'dark',
  reducedMotion: 'reduce',
} as const;

async function picture({ page }: Visitor, name: string) {
  await page.waitForLoadState('networkidle');
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function approveAll(visitor: Visitor, count: number) {
  await visitor.page.getByRole('checkbox', { name: 'Select all', exact: true }).check();
  await visitor.press(new RegExp(`^Approve ${count} milestones`));
}

async function ofClient(site: Site) {
  const ada = await site.visit('/sign-in', desktop);
  await picture(ada, 'sign-in');
  await ada.signIn('ada');
  await picture(ada, 'overview');
  await ada.follow('Review All pages');
  await ada.page.getByText('Authorization left').waitFor();
  await picture(ada, 'approve');
  await ada.press(/^Approve & continue/);
  await ada.code.waitFor();
  await picture(ada, 'verification');
  await ada.code.fill(site.totp('ada', 1));
  await ada.heading('Paid');
  await picture(ada, 'receipt');
  await ada.follow('Contracts');
  await ada.follow('Website redesign');
  await picture(ada, 'contract');
  await ada.go('/');
  await approveAll(ada, 3);
  await ada.press(/^Approve & continue/);
  await ada.code.waitFor();
  await picture(ada, 'batch');
  await ada.context.close();
}

async function ofAda(site: Site) {
  const ada = await site.visit('/sign-in', desktop);
  await ada.nextTimeStep();
  await ada.signIn('ada', 1);
  await ada.go('/security');
  await picture(ada, 'security');
  await ada.context.close();
}

async function ofConsoles(site: Site) {
  const alex = await site.visit('/sign-in', desktop);
  await alex.signIn('admin');
  await alex.follow('Users');
  await alex.follow('Ada Client');
  await picture(alex, 'admin-user');
  await alex.follow('Policies');
  await alex.heading('Policies');
  await picture(alex, 'admin-policies');
  await alex.context.close();

  const olga = await site.visit('/sign-in', desktop);
  await olga.signIn('auditor');
  await olga.follow('Audit log');
  await olga.heading('Audit log');
  await picture(olga, 'audit-log');
  await olga.go('/audit/integrity');
  await olga.heading('Integrity and reports');
  await picture(olga, 'audit-integrity');
  await layFiguresOver(olga.page);
  await olga.follow('Analytics');
  await olga.heading('Analytics');
  await olga.page
    .getByRole('img', { name: /^Columns/ })
    .locator('path')
    .first()
    .waitFor();
  await picture(olga, 'analytics');
  await olga.page.getByRole('heading', { name: 'By method' }).evaluate((each) => each.scrollIntoView());
  await picture(olga, 'analytics-methods');
  await olga.context.close();
}

async function onPhone(site: Site) {
  await site.agreeOn({ client: 'ben', amounts: [64_000, 128_000] });
  const ben = await site.visit('/sign-in', phone);
  await ben.signIn('ben');
  await picture(ben, 'overview-phone');
  await approveAll(ben, 3);
  await ben.press(/^Approve & continue/);
  await ben.code.waitFor();
  await ben.code.scrollIntoViewIfNeeded();
  await picture(ben, 'verification-phone');
  await ben.context.close();
}

async function main() {
  mkdirSync(folder, { recursive: true });
  const site = await Site.start('3730');
  try {
    await ofClient(site);
    await ofAda(site);
    await ofConsoles(site);
    await onPhone(site);
  } finally {
    await site.close();
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
