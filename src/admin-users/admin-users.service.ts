import { Injectable } from '@nestjs/common';
import { type Method, strongestFirst } from '../auth/2fa/method';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, positionOf, toPage } from '../common/http/page';
import type { AccountType } from '../users/account-type';
import type { AdminUserView, UserItemView, UserPage, UserQuery } from './admin-users.dto';
import { findUser, listFactors, listUsers } from './admin-users-statements';

interface UserRow extends Record<string, unknown> {
  id: string;
  email: string;
  name: string;
  accountType: AccountType;
  createdAt: Date;
  emailVerified: boolean;
  hasPassword: boolean;
  enabledAt: Date | null;
  recoveredAt: Date | null;
  methods: Method[];
  backupCodesRemaining: number;
  enforcement: 'optional' | 'required';
  graceEndsAt: Date | null;
  lockedUntil: Date | null;
  codesDisabledAt: Date | null;
  recoveryRequestId: string | null;
}

type FactorRow = AdminUserView['factors'][number] & Record<string, unknown>;

/** Accounts as admins see them: how they are protected, never by what. */
@Injectable()
export class AdminUsers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list(query: UserQuery): Promise<UserPage> {
    const { email = null, accountType = null, twoFactor = null, limit } = query;
    const position = positionOf(query) ?? BEHIND_THE_NEWEST;
    const values = [this.clock.now(), position, email, accountType, twoFactor, limit + 1];
    return toPage(await this.database.rows<UserRow>(listUsers, values), limit, view);
  }

  /** @throws not-found */
  async one(id: string): Promise<AdminUserView> {
    const [found, factors] = await Promise.all([
      this.database.row<UserRow>(findUser, [this.clock.now(), id]),
      this.database.rows<FactorRow>(listFactors, [id]),
    ]);
    if (!found) throw new DomainError('not-found');
    return { ...view(found), factors };
  }
}

function view(user: UserRow): UserItemView {
  const { id, email, name, accountType, emailVerified, hasPassword, recoveryRequestId } = user;
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return {
    id,
    email,
    name,
    accountType,
    createdAt: user.createdAt.toISOString(),
    emailVerified,
    hasPassword,
    recoveredAt: iso(user.recoveredAt),
    twoFactor: {
      enabled: user.methods.length > 0,
      enabledAt: iso(user.enabledAt),
      methods: strongestFirst(user.methods),
      backupCodesRemaining: user.backupCodesRemaining,
      enforcement: user.enforcement,
      graceEndsAt: iso(user.graceEndsAt),
      lockedUntil: iso(user.lockedUntil),
      codesDisabledAt: iso(user.codesDisabledAt),
    },
    recoveryRequestId,
  };
}
