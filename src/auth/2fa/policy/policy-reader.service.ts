import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { row } from '../../../common/database/sql';
import { AppConfig } from '../../../config/app-config';
import type { AccountType } from '../../../users/account-type';
import {
  graceEnd,
  hasFactorForLogin,
  mayOnlyEnrol,
  methodsForLogin,
  policyInForce,
} from '../../sessions/policy-in-force';
import { type Method, strongestFirst } from '../method';
import type { Enforcement, PolicyRules } from './policy';
import { findPolicy } from './policy-statements';

/** What the policy of their account type asks of a person at this moment. */
export interface Standing {
  enforcement: Enforcement;
  /** When a factor has to be there, also if that is past; null when none is required or one is there. */
  graceEndsAt: Date | null;
  mayOnlyEnrol: boolean;
  /** Methods that satisfy the policy and are switched on, strongest first. */
  methods: Method[];
}

const findStanding = {
  name: 'find-policy-standing',
  text: `
    SELECT p.enforcement, CASE WHEN NOT ${hasFactorForLogin} THEN ${graceEnd} END AS "graceEndsAt",
      ${mayOnlyEnrol('$2')} AS "mayOnlyEnrol", ${methodsForLogin} AS methods
    FROM users u CROSS JOIN LATERAL (${policyInForce('u.account_type', '$2')}) p WHERE u.id = $1`,
};

type Row = Standing & Record<string, unknown>;

/** The reading side of policies. Nothing is kept from one transaction to the next, so a change counts at once. */
@Injectable()
export class PolicyReader {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  async inForce(manager: EntityManager, accountType: AccountType): Promise<PolicyRules> {
    const values = [accountType, this.clock.now()];
    const policy = await row<PolicyRules & Record<string, unknown>>(manager, findPolicy, values);
    if (!policy) throw new Error('An account type has no policy');
    return policy;
  }

  /** For showing only. */
  async standing(userId: string): Promise<Standing> {
    return this.existing(await this.database.row<Row>(findStanding, [userId, this.clock.now()]));
  }

  async standingIn(manager: EntityManager, userId: string): Promise<Standing> {
    return this.existing(await row<Row>(manager, findStanding, [userId, this.clock.now()]));
  }

  private existing(standing: Standing | null): Standing {
    if (!standing) throw new Error('An account type has no policy');
    const methods = strongestFirst(standing.methods).filter((method) =>
      this.config.twoFactorMethods.includes(method),
    );
    return { ...standing, methods };
  }
}
