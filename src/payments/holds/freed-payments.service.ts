import { Injectable } from '@nestjs/common';
import { LockoutService } from '../../auth/2fa/lockout/lockout.service';
import { after, Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import { rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { AppConfig } from '../../config/app-config';
import type { ClaimedPayment } from '../claimed-payment';
import { leaseMs } from '../payment';
import { ReleaseService } from '../release.service';
import { claimFreedPayments, findClientsWithFreedPayments } from './hold-statements';

const CLAIMS_AT_ONCE = 50;

/** Takes up held payments that nothing stops any more: claimed under a lease, then asked for and captured like any other. */
@Injectable()
export class FreedPayments {
  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly releases: ReleaseService,
  ) {}

  async release(): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const clients = await this.database.rows<{ clientId: string }>(findClientsWithFreedPayments, [now]);
      if (clients.length === 0) return;
      for (const { clientId } of clients) await this.releases.resume(await this.claim(clientId));
    }
  }

  /** Under the lock that placing a hold takes too: a hold is placed before, and seen, or after, and finds them under way. */
  private claim(clientId: string): Promise<ClaimedPayment[]> {
    return this.transactor.run(async (manager) => {
      await this.lockout.lock(manager, clientId);
      const now = this.clock.now();
      const values = [clientId, now, after(now, leaseMs(this.config)), CLAIMS_AT_ONCE];
      return rows<ClaimedPayment & Record<string, unknown>>(manager, claimFreedPayments, values);
    });
  }
}
