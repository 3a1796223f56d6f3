import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core';
import { findChromium } from './chromium';

/** Root has no user namespaces to sandbox with; the pages are our own. */
const ARGUMENTS = ['--no-sandbox', '--disable-dev-shm-usage'];

/** @throws when no browser starts: a test that needs one fails, it is never skipped */
export async function startBrowser(): Promise<Browser> {
  const { executable: executablePath, libraries, fonts } = findChromium();
  const { FONTCONFIG_PATH = fonts, ...env } = process.env as Record<string, string>;
  const withFonts = FONTCONFIG_PATH ? { ...env, FONTCONFIG_PATH } : env;
  const options = { executablePath, args: ARGUMENTS, chromiumSandbox: false };
  try {
    return await chromium.launch({ ...options, env: withFonts });
  } catch (error) {
    if (!libraries) throw error;
    return chromium.launch({ ...options, env: { ...withFonts, LD_LIBRARY_PATH: libraries } });
  }
}

export interface OpenPage {
  page: Page;
  /** What has gone wrong in it: uncaught errors, and all the console calls errors, but for refusals of the server. */
  faults: string[];
  context: BrowserContext;
}

/** Chromium reports each refused or lost request; whether the page deals with it is for the test to see. */
const ANSWERED = /^Failed to load resource: (?:the server responded with a status of [45]|net::ERR_)/;

/** A browser profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !ANSWERED.test(message.text())) faults.push(message.text());
  });
  await page.goto(url);
  return { page, faults, context };
}

/** An authenticator that Chromium plays to one page (WebAuthn Level 3 section 11). */
export class VirtualAuthenticator {
  private constructor(
    private readonly devtools: CDPSession,
    private readonly authenticatorId: string,
  ) {}

  /** @param transport `internal` for the one of a computer, `usb` for a security key */
  static async plugIn(page: Page, transport: 'internal' | 'usb' = 'internal'): Promise<VirtualAuthenticator> {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport,
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(devtools, authenticatorId);
  }

  /** Whether the person unlocks it when asked. */
  async setUserVerified(isUserVerified: boolean): Promise<void> {
    const { authenticatorId } = this;
    await this.devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }

  async passkeys() {
    const { authenticatorId } = this;
    return (await this.devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  }

  async unplug(): Promise<void> {
    const { authenticatorId } = this;
    await this.devtools.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
  }
}
