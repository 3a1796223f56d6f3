import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BrowserContext, Locator, Page } from 'playwright-core';
import { type OpenPage, VirtualAuthenticator } from './browser';
import type { DemoSummary } from './demo';
import type { Site } from './site';

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const TIME_STEP_MS = 30_000;
const MAIL_WITHIN_MS = 15_000;

const PHONE = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };

/** What is visited: the demo, or the application of a test. */
type Place = Pick<Site, 'account' | 'totp'> & { summary: Pick<DemoSummary, 'url' | 'inboxToken'> };

interface Finding {
  id: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** The code, or what else is wanted, of the newest message to an address or a phone number that contains `text`. */
export async function received(
  { url, inboxToken }: Place['summary'],
  to: string,
  text: string,
  wanted = /(?<![\w-])\d{6}(?![\w-])/,
): Promise<string> {
  const headers = { Authorization: `Bearer ${inboxToken}` };
  for (let waited = 0; waited < MAIL_WITHIN_MS; waited += 50) {
    const answer = await fetch(`${url}/demo/inbox/messages?to=${encodeURIComponent(to)}`, { headers });
    const { items } = (await answer.json()) as { items: { text: string }[] };
    const found = wanted.exec(items.find((message) => message.text.includes(text))?.text ?? '');
    if (found) return found[0];
    await sleep(50);
  }
  throw new Error(`No message with "${text}" has reached ${to}.`);
}

/** A person at the web app: sees headings and labels, reads mail, and what the browser complains about. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly faults: string[];

  constructor(
    private readonly site: Place,
    { page, context, faults }: OpenPage,
  ) {
    page.setDefaultTimeout(15_000);
    this.page = page;
    this.context = context;
    this.faults = faults;
  }

  go(path: string): Promise<unknown> {
    return this.page.goto(this.site.summary.url + path);
  }

  get path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  heading(name: string | RegExp): Promise<void> {
    return this.page.getByRole('heading', { level: 1, name }).waitFor();
  }

  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).first().waitFor();
  }

  press(name: string | RegExp): Promise<void> {
    return this.page.getByRole('button', { name }).click();
  }

  follow(name: string | RegExp): Promise<void> {
    return this.page.getByRole('link', { name }).first().click();
  }

  /** Step 1 of an approval. */
  async review(milestones: readonly string[]): Promise<void> {
    await this.go(`/approve?${milestones.map((id) => `milestone=${id}`).join('&')}`);
    await this.page.getByRole('button', { name: /^Approve & continue to payment/ }).waitFor();
  }

  /** Step 2 of it. */
  async startApproval(milestones: readonly string[]): Promise<void> {
    await this.review(milestones);
    await this.press(/^Approve & continue to payment/);
    await this.heading('Payment security verification required');
    await this.code.waitFor();
  }

  get code(): Locator {
    return this.page.getByLabel('Verification code');
  }

  async enterPassword(
    name: string,
    { email, password }: { email: string; password: string } = this.site.account(name),
  ): Promise<void> {
    await this.page.getByLabel('E-mail').fill(email);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.press('Sign in');
  }

  /** @param step of the authenticator app, for those who have one; see `Site.totp` */
  async signIn(name: string, step = 0): Promise<void> {
    await this.go('/sign-in');
    await this.enterPassword(name);
    if (this.site.account(name).totpSecret) await this.code.fill(this.site.totp(name, step));
    await this.heading(/^Hello/);
  }

  /**
   * Gives whoever is signed in a passkey, which answers from then on as often as it is asked; codes are good once.
   * @param step of the authenticator app; see `Site.totp`
   */
  async addPasskey(name: string, step: number): Promise<void> {
    await VirtualAuthenticator.plugIn(this.page);
    await this.go('/set-up?method=webauthn');
    await this.page.getByLabel('Name of this passkey').fill('Laptop');
    await this.press('Create the passkey');
    await this.page.getByRole('dialog').getByLabel(/code$/).fill(this.site.totp(name, step));
    await this.heading('Add another way to confirm');
    await this.follow('Security settings');
    await this.sees('Laptop');
  }

  /** In the dialog that is open. */
  async usePasskey(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: 'Use passkey' }).click();
  }

  /** For whoever has used the code of this step: it is good once. */
  async nextTimeStep(): Promise<void> {
    await sleep(TIME_STEP_MS - (Date.now() % TIME_STEP_MS));
  }

  /** The code or link of the newest message to this address that contains `text`. */
  mailed(to: string, text: string, wanted?: RegExp): Promise<string> {
    return received(this.site.summary, to, text, wanted);
  }

  /** The code for the payment on the screen, by the reference that screen and message share. */
  async mailedCode(name: string): Promise<string> {
    const shown = await this.page
      .getByText(/Reference \S+/)
      .first()
      .innerText();
    const reference = /Reference (\S+)/.exec(shown)?.[1] as string;
    return this.mailed(this.site.account(name).email, reference);
  }

  /** What axe finds against WCAG 2.2 AA on the page as it is now. */
  async accessibilityFaults(): Promise<string[]> {
    // Who wants no motion sees each state at once, and so does axe. What has begun to move before, a dialog say, comes to its end.
    await this.page.emulateMedia({ reducedMotion: 'reduce' });
    await this.page.evaluate(
      `Promise.allSettled(document.getAnimations().filter((each) => each instanceof CSSTransition).map(({ finished }) => finished))
        .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))`,
    );
    await this.page.evaluate(axeSource);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const run = `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations)`;
    const found = (await this.page.evaluate(run)) as Finding[];
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${this.path} ${id}: ${target.join(' ')} ${failureSummary}`),
    );
  }

  /** What axe finds on a phone in the dark and on a wide screen in the light, and whether it fits there. */
  async faultsOnAllScreens(): Promise<string[]> {
    const found: string[] = [];
    await this.page.waitForLoadState('networkidle');
    await this.page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
    for (const [viewport, colorScheme] of [[PHONE, 'dark'] as const, [WIDE, 'light'] as const]) {
      await this.page.setViewportSize(viewport);
      await this.page.emulateMedia({ colorScheme });
      await this.page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      found.push(...(await this.accessibilityFaults()));
      if (await this.isTooWide()) found.push(`${this.path} is wider than ${viewport.width}`);
    }
    return found;
  }

  /** Whether one has to scroll sideways. */
  async isTooWide(): Promise<boolean> {
    return (await this.page.evaluate('document.documentElement.scrollWidth > innerWidth')) as boolean;
  }
}
