import { setTimeout as sleep } from 'node:timers/promises';
import type { NoticeKind } from '../../src/notifications/notice-catalogue';
import { type Account, expectStatus } from './accounts';
import type { TestApp } from './app';

export const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0';

export interface ListedNotice {
  id: string;
  kind: NoticeKind;
  title: string;
  body: string;
  place: string | null;
  severity: string;
  action: string | null;
  createdAt: string;
  readAt: string | null;
}

/** The newest 100. */
export async function noticesOf(app: TestApp, { token }: Account): Promise<ListedNotice[]> {
  return (await expectStatus(200, app.call('GET', '/api/notifications?limit=100', { token }))).body.items;
}

/** Waits for a notice that a job writes. */
export async function untilNoticed(app: TestApp, { id }: Account, kind: NoticeKind): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 30) {
    const found = await app.query('SELECT FROM notifications WHERE user_id = $1 AND kind = $2', [id, kind]);
    if (found.length > 0) return;
    await sleep(30);
  }
  throw new Error(`No notice ${kind} came`);
}

const WASNT_ME_LINK = /\/wasnt-me#token=([\w-]{43})$/m;

/** The token of the "wasn't me" link in the newest mail with this title that has one. */
export async function reportTokenOf(app: TestApp, { email }: Account, title: string): Promise<string> {
  const { text } = await app.mailbox.waitFor(
    email,
    (mail) => mail.subject.startsWith(title) && WASNT_ME_LINK.test(mail.text),
  );
  return (WASNT_ME_LINK.exec(text) as RegExpExecArray)[1] as string;
}

export function report(app: TestApp, token: unknown) {
  return app.call('POST', '/api/security-reports', { body: { token } });
}

/** A verified challenge of a person with an authenticator app, as the header that spends it. */
export async function challengeHeader(
  app: TestApp,
  { token }: Account,
  purpose: string,
  code: string,
): Promise<Record<string, string>> {
  const opened = await expectStatus(
    201,
    app.call('POST', '/api/2fa/challenges', { token, body: { purpose } }),
  );
  const path = `/api/2fa/challenges/${opened.body.id}/verify`;
  await expectStatus(204, app.call('POST', path, { token, body: { code } }));
  return { 'X-2FA-Challenge': opened.body.id };
}
