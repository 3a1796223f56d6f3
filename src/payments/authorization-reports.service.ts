import { Injectable } from '@nestjs/common';
import { AuditRecorder } from '../audit/audit-recorder';
import type { DetailsOf } from '../audit/catalogue/catalogue';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import type { Statement } from '../common/database/sql';
import { systemContext } from '../common/http/request-context';
import { toJsonAmount } from '../common/money';
import type { AuthorizationStatus } from './authorization.entity';
import { askNow, findByReference, markExpired, markRefunded } from './authorization-statements';
import { ReleaseService } from './release.service';
import { markVoided } from './voiding-statements';

export interface KnownAuthorization {
  id: string;
  status: AuthorizationStatus;
  currency: string;
  refunded: bigint;
  refundsHeard: number;
}

export interface ReportedAuthorization {
  /** `used`: a single capture has ended it. */
  state: 'open' | 'expired' | 'voided' | 'used';
  /** Of what was captured, in all, in minor units. Goes down when a refund fails. */
  refunded: bigint;
}

type Reported = 'authorization.voided' | 'authorization.expired' | 'authorization.refunded';

/** Makes our side agree with what the gateway says of an authorization now. Nothing that it says pays anybody. */
@Injectable()
export class AuthorizationReports {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: AuditRecorder,
    private readonly releases: ReleaseService,
  ) {}

  /** What is known before the gateway is asked; null for what is not ours. @param reference the gateway's name of it */
  find(reference: string): Promise<KnownAuthorization | null> {
    return this.database.row<KnownAuthorization & Record<string, unknown>>(findByReference, [reference]);
  }

  /**
   * Each fact is recorded once, whoever hears of it first.
   * @param known read before the gateway was asked
   * @returns false when it told of another total than was known: then the gateway has to be asked again, because one of two answers
   *   that were on their way at once may have been overtaken
   */
  async reflect(known: KnownAuthorization, { state, refunded }: ReportedAuthorization): Promise<boolean> {
    const { id, status, currency } = known;
    const now = this.clock.now();
    if (state === 'voided' || (state === 'expired' && status === 'voiding'))
      await this.record(markVoided, [id], 'authorization.voided', { by: 'gateway' });
    else if (state === 'expired') await this.record(markExpired, [id, now], 'authorization.expired');
    const isKnown = refunded === known.refunded;
    if (!isKnown)
      await this.record(markRefunded, [id, refunded, known.refundsHeard], 'authorization.refunded', {
        refunded: toJsonAmount(refunded),
        currency,
      });
    if ((await this.database.execute(askNow, [id, now])) > 0) await this.releases.resolveDue();
    return isKnown;
  }

  private record<T extends Reported>(
    change: Statement,
    values: [id: string, ...unknown[]],
    type: T,
    details: DetailsOf<T> = {},
  ): Promise<boolean> {
    const subject = { type: 'authorization', id: values[0] } as const;
    return this.audit.recordChange(change, values, systemContext, { type, actorId: null, subject, details });
  }
}
