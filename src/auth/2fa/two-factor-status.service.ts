import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock';
import { Database } from '../../common/database/database';
import type { Principal } from '../sessions/principal';
import type { TwoFactorStatusView } from './2fa.dto';
import { maskEmail } from './challenge';
import { Factor } from './factor.entity';
import { lockEnd } from './lockout';
import { LockoutService } from './lockout.service';
import { SecuritySettingsService } from './security-settings.service';

interface Switches extends Record<string, unknown> {
  enabledAt: Date | null;
  disabledAt: Date | null;
}

const findSwitches = {
  name: 'find-two-factor-switches',
  text: 'SELECT two_factor_enabled_at AS "enabledAt", two_factor_disabled_at AS "disabledAt" FROM users WHERE id = $1',
};

@Injectable()
export class TwoFactorStatusService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly lockout: LockoutService,
    private readonly settings: SecuritySettingsService,
  ) {}

  async read({ userId, email }: Principal): Promise<TwoFactorStatusView> {
    const [switches, factors, settings, budget] = await Promise.all([
      this.database.row<Switches>(findSwitches, [userId]),
      this.dataSource
        .getRepository(Factor)
        .find({ where: { userId, status: 'active' }, order: { id: 'ASC' } }),
      this.settings.read(userId),
      this.lockout.read(userId),
    ]);
    return {
      enabled: factors.length > 0,
      verified: factors.length > 0,
      enabledAt: switches?.enabledAt?.toISOString() ?? null,
      disabledAt: switches?.disabledAt?.toISOString() ?? null,
      factors: factors.map(({ id, method, label, createdAt, lastUsedAt }) => ({
        id,
        method,
        label,
        createdAt: createdAt.toISOString(),
        lastUsedAt: lastUsedAt?.toISOString() ?? null,
        maskedDestination: method === 'email' ? maskEmail(email) : null,
      })),
      preferredMethod: settings.preferredMethod,
      backupCodesRemaining: 0,
      policy: { enforcement: 'optional', graceEndsAt: null },
      lockedUntil: lockEnd(budget, this.clock.now())?.toISOString() ?? null,
    };
  }
}
