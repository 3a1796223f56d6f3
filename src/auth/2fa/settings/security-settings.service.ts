import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import type { DetailsOf } from '../../../audit/catalogue/catalogue';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { execute, row, rows } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { toJsonAmount } from '../../../common/money';
import { AppConfig } from '../../../config/app-config';
import { Notices } from '../../../notifications/notices.service';
import type { Principal } from '../../sessions/principal';
import { ChallengeService } from '../challenges/challenge.service';
import { findActiveFactors } from '../challenges/challenge-statements';
import { LockoutService } from '../lockout/lockout.service';
import { LooseningService } from '../loosening/loosening.service';
import { type Method, strongestFirst } from '../method';
import { isLoosening, type SecuritySettings } from './security-settings';

export interface SettingsChange {
  requireForAllPayments?: boolean;
  preferredMethod?: Method | null;
  /** Null goes back to the operator's default. */
  threshold?: bigint | null;
}

interface StoredSettings extends Record<string, unknown> {
  requireForAllPayments: boolean;
  preferredMethod: Method | null;
  threshold: bigint | null;
}

const findSettings = {
  name: 'find-security-settings',
  text: `
    SELECT require_for_all_payments AS "requireForAllPayments", preferred_method AS "preferredMethod", threshold
    FROM security_settings WHERE user_id = $1`,
};

const saveSettings = {
  name: 'save-security-settings',
  text: `
    INSERT INTO security_settings (user_id, require_for_all_payments, preferred_method, threshold, updated_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (user_id) DO UPDATE SET require_for_all_payments = $2, preferred_method = $3, threshold = $4, updated_at = $5,
      preferred_factor_id = CASE WHEN security_settings.preferred_method = $3 THEN security_settings.preferred_factor_id END`,
};

const unset: StoredSettings = { requireForAllPayments: false, preferredMethod: null, threshold: null };

@Injectable()
export class SecuritySettingsService {
  constructor(
    private readonly config: AppConfig,
    private readonly transactor: Transactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly challenges: ChallengeService,
    private readonly loosenings: LooseningService,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
    private readonly refusals: Refusals,
  ) {}

  async read(userId: string): Promise<SecuritySettings> {
    return this.effective((await this.database.row<StoredSettings>(findSettings, [userId])) ?? unset);
  }

  async readIn(manager: EntityManager, userId: string): Promise<SecuritySettings> {
    return this.effective((await row<StoredSettings>(manager, findSettings, [userId])) ?? unset);
  }

  /**
   * Tightening is free; loosening spends a verified challenge with purpose `change-security-settings`, and payments that
   * the settings before would have stopped wait for a day.
   * @throws method-not-set-up, second-factor-required
   */
  change(
    principal: Principal,
    context: RequestContext,
    change: SettingsChange,
    challengeId: string | null,
  ): Promise<SecuritySettings> {
    const { userId } = principal;
    const refused = changeOf(userId, { challengeId });
    const spendAndChange = async (manager: EntityManager) => {
      await this.lockout.lock(manager, userId);
      const stored = (await row<StoredSettings>(manager, findSettings, [userId])) ?? unset;
      const wanted = { ...stored, ...withoutUndefined(change) };
      if (wanted.preferredMethod !== stored.preferredMethod)
        await this.assertHas(manager, userId, wanted.preferredMethod);
      const before = this.effective(stored);
      const after = this.effective(wanted);
      const loosening = isLoosening(before, after);
      const refusal = loosening
        ? await this.challenges.consume(manager, context, principal, 'change-security-settings', challengeId)
        : null;
      if (refusal) throw refusal;
      if (loosening) this.loosenings.record(manager, userId, { kind: 'settings', before });
      await execute(manager, saveSettings, [
        userId,
        wanted.requireForAllPayments,
        wanted.preferredMethod,
        wanted.threshold,
        this.clock.now(),
      ]);
      this.audit.record(
        manager,
        context,
        changeOf(userId, { before: describe(before), after: describe(after), loosening }),
      );
      if (loosening)
        await this.notices.add(manager, context, userId, {
          kind: 'security-settings-loosened',
          alwaysRequiredOff: before.requireForAllPayments && !after.requireForAllPayments,
          thresholdRaised: after.threshold > before.threshold,
        });
      return after;
    };
    return this.refusals.audited(context, refused, () => this.transactor.run(spendAndChange));
  }

  /** A code by e-mail can be had by everybody: their address is proven. */
  private async assertHas(manager: EntityManager, userId: string, method: Method | null): Promise<void> {
    if (method === null || method === 'email') return;
    const factors = await rows<{ method: Method }>(manager, findActiveFactors, [userId]);
    const own = new Set<Method>([...factors.map((factor) => factor.method), 'email']);
    if (!own.has(method)) throw new DomainError('method-not-set-up', { methods: strongestFirst(own) });
  }

  private effective({ requireForAllPayments, preferredMethod, threshold }: StoredSettings): SecuritySettings {
    return { requireForAllPayments, preferredMethod, threshold: threshold ?? this.config.defaultThreshold };
  }
}

function changeOf(userId: string, details: DetailsOf<'security_settings.changed'>): AuditRecord {
  return {
    type: 'security_settings.changed',
    actorId: userId,
    subject: { type: 'user', id: userId },
    details,
  };
}

function withoutUndefined(change: SettingsChange): Partial<StoredSettings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function describe({ threshold, ...rest }: SecuritySettings) {
  return { ...rest, threshold: toJsonAmount(threshold) };
}
