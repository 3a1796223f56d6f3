import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { DomainError } from '../../../common/domain-error';
import { AppConfig } from '../../../config/app-config';
import { maskEmail } from '../../../users/email-address';
import type { Principal } from '../../sessions/principal';
import type { FactorView, TwoFactorStatusView } from '../2fa.dto';
import { countBackupCodes } from '../backup-codes/backup-code-statements';
import { lockEnd } from '../lockout/lockout';
import { LockoutService } from '../lockout/lockout.service';
import { PolicyReader } from '../policy/policy-reader.service';
import { SecuritySettingsService } from '../settings/security-settings.service';
import { Factor } from './factor.entity';

interface Switches extends Record<string, unknown> {
  enabledAt: Date | null;
  disabledAt: Date | null;
}

const findSwitches = {
  name: 'find-two-factor-switches',
  text: 'SELECT two_factor_enabled_at AS "enabledAt", two_factor_disabled_at AS "disabledAt" FROM users WHERE id = $1',
};

const findPreferredFactor = {
  name: 'find-preferred-factor',
  text: 'SELECT preferred_factor_id AS "id" FROM security_settings WHERE user_id = $1',
};

@Injectable()
export class TwoFactorStatusService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly config: AppConfig,
    private readonly settings: SecuritySettingsService,
    private readonly policies: PolicyReader,
  ) {}

  async read({ userId, email, reEnrolment }: Principal): Promise<TwoFactorStatusView> {
    const [switches, factors, settings, preferred, budget, codes, policy] = await Promise.all([
      this.database.row<Switches>(findSwitches, [userId]),
      this.dataSource
        .getRepository(Factor)
        .find({ where: { userId, status: 'active' }, order: { id: 'ASC' } }),
      this.settings.read(userId),
      this.database.row<{ id: string | null }>(findPreferredFactor, [userId]),
      this.lockout.read(userId),
      this.database.row<{ remaining: number }>(countBackupCodes, [userId]),
      this.policies.standing(userId),
    ]);
    return {
      enabled: factors.length > 0,
      verified: factors.length > 0,
      enabledAt: switches?.enabledAt?.toISOString() ?? null,
      disabledAt: switches?.disabledAt?.toISOString() ?? null,
      factors: factors.map(({ id, method, label, createdAt, lastUsedAt, maskedDestination }) => ({
        id,
        method,
        label,
        preferred: id === preferred?.id,
        available: this.config.twoFactorMethods.includes(method),
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
        maskedDestination: method === 'email' ? maskEmail(email) : maskedDestination,
      })),
      preferredMethod: settings.preferredMethod,
      backupCodesRemaining: codes?.remaining ?? 0,
      policy: {
        enforcement: policy.enforcement,
        graceEndsAt: policy.graceEndsAt?.toISOString() ?? null,
        methods: policy.methods,
      },
      codesDisabledAt: budget.codesDisabledAt?.toISOString() ?? null,
      lockedUntil: lockEnd(budget, this.clock.now())?.toISOString() ?? null,
      reEnrolment,
    };
  }

  /** @throws not-found */
  async readFactor(principal: Principal, factorId: string): Promise<FactorView> {
    const { factors } = await this.read(principal);
    const found = factors.find(({ id }) => id === factorId);
    if (!found) throw new DomainError('not-found');
    return found;
  }
}
