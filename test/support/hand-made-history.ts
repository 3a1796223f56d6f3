import { createHash } from 'node:crypto';
import { TrafficRollup } from '../../src/analytics/rollup/traffic-rollup.service';
import { after, DAY, HOUR, MINUTE, SECOND } from '../../src/common/clock';
import { JobRunner } from '../../src/common/jobs/job-runner';
import { uuidVersion7 } from '../../src/common/random';
import { expectStatus } from './accounts';
import { startApp, type TestApp } from './app';
import { type Operator, registerOperator } from './factories';
import { challengeRow, type Identity, insertTraffic, type Traffic } from './traffic';

/**
 * A history that is small enough to count on the fingers, and what statistics say of it. All of it lies two days before now; `at`
 * counts from ten o'clock (UTC). Nothing is counted but when a test says so.
 */
export class HandMadeHistory {
  private made = 0;

  private constructor(
    readonly app: TestApp,
    readonly auditor: Operator,
    readonly identity: Identity,
    readonly ten: Date,
  ) {}

  static async begin(): Promise<HandMadeHistory> {
    const app = await startApp({
      env: {
        ...{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_PHONE_NUMBER: '+15005550006' },
        ...{ AWS_REGION: 'eu-west-1', SMS_ALLOWED_COUNTRIES: 'US,DE', SMS_SEGMENT_PRICES: 'US=0.01,*=0.1' },
      },
    });
    const auditor = await registerOperator(app, 'auditor');
    await app.get(JobRunner).beforeApplicationShutdown();
    await app.get(TrafficRollup).catchUp();
    const [session] = await app.query<{ id: string }>('SELECT id FROM sessions WHERE user_id = $1', [
      auditor.id,
    ]);
    const identity = { userId: auditor.id, sessionId: session?.id as string };
    const today = Math.floor(app.clock.now().getTime() / DAY) * DAY;
    return new HandMadeHistory(app, auditor, identity, after(new Date(today), 10 * HOUR - 2 * DAY));
  }

  at(minutes: number): Date {
    return after(this.ten, minutes * MINUTE);
  }

  idAt(time: Date): string {
    return uuidVersion7(
      time.getTime(),
      0,
      createHash('sha256')
        .update(`${++this.made}`)
        .digest(),
    );
  }

  /**
   * Of a payment by an authenticator app, but for what `fields` say.
   * @param proven seconds until it was; null where it never was
   */
  challenge(created: Date, proven: number | null, fields: Record<string, unknown> = {}) {
    const verified = proven === null ? null : after(created, proven * SECOND).toISOString();
    return challengeRow(this.identity, this.idAt(created), created, {
      purpose: 'payment',
      payment: fields.purpose ? null : { total: 10_000, currency: 'USD', payees: [] },
      status: proven === null ? 'open' : 'verified',
      ...{ verified_at: verified, verified_by: proven === null ? null : 'totp' },
      ...fields,
    });
  }

  /** What happened, and the nightly count after it. */
  async happen(rows: Partial<Traffic>): Promise<void> {
    await insertTraffic(this.app, { challenges: [], messages: [], approvals: [], ...rows });
    await this.count();
  }

  count(): Promise<void> {
    return this.app.get(TrafficRollup).settle();
  }

  read(query: Record<string, string>) {
    return this.app.call('GET', `/api/analytics/2fa?${new URLSearchParams(query)}`, {
      token: this.auditor.token,
    });
  }

  async figures(from: Date, to: Date, bucket = 'hour') {
    const query = { from: from.toISOString(), to: to.toISOString(), bucket };
    return (await expectStatus(200, this.read(query))).body;
  }
}
