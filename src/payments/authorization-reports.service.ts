import { Injectable } from '@nestjs/common';
import { AuditRecorder, type AuditRecordOf } from '../audit/audit-recorder';
import type { DetailsOf } from '../audit/catalogue/catalogue';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { systemContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import type { AuthorizationStatus } from './authorization.entity';
import { askNow, findByReference, markExpired, markRefunded } from './authorization-statements';
import { ReleaseService } from './release.service';
import { markVoided } from './voiding-statements';

export interface ReportedAuthorization {
  /** The gateway's name of it. */
  reference: string;
  /** `used`: a single capture has ended it. */
  state: 'open' | 'expired' | 'voided' | 'used';
  /** Of what was captured, in all. */
  refunded(currency: string): bigint;
}

/** Makes our side agree with what the gateway says of an authorization now. Nothing that it says pays anybody. */
type Reported = 'authorization.voided' | 'authorization.expired' | 'authorization.refunded';

@Injectable()
export class AuthorizationReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditRecorder,
    private readonly releases: ReleaseService,
  ) {}

  async isOurs(reference: string): Promise<boolean> {
    return (await this.database.row(findByReference, [reference])) !== null;
  }

  async reflect({ reference, state, refunded }: ReportedAuthorization): Promise<void> {
    const found = await this.database.row<{ id: string; status: AuthorizationStatus; currency: string }>(
      findByReference,
      [reference],
    );
    if (!found) return;
    const { id, status, currency } = found;
    const record = <T extends Reported>(type: T, details: DetailsOf<T> = {}): AuditRecordOf<T> => ({
      type,
      actorId: null,
      subject: { type: 'authorization', id },
      details,
    });
    const now = this.clock.now();
    if (state === 'voided' || (state === 'expired' && status === 'voiding'))
      await this.audit.recordChange(
        markVoided,
        [id],
        systemContext,
        record('authorization.voided', { by: 'gateway' }),
      );
    else if (state === 'expired')
      await this.audit.recordChange(markExpired, [id, now], systemContext, record('authorization.expired'));
    const total = refunded(currency);
    if (total > 0n)
      await this.audit.recordChange(
        markRefunded,
        [id, total],
        systemContext,
        record('authorization.refunded', { refunded: toJsonAmount(total), currency }),
      );
    if ((await this.database.execute(askNow, [id, now])) > 0) await this.releases.resolveDue();
  }
}
