import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { row, rows } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import { AppConfig } from '../../../config/app-config';
import type { AccountType } from '../../../users/account-type';
import { countBackupCodes } from '../backup-codes/backup-code-statements';
import { refusesCodes, type VerificationBudget } from '../lockout/lockout';
import { methods as allMethods, type Method, type Purpose, strongestFirst } from '../method';
import { PolicyReader } from '../policy/policy-reader.service';
import type { PasskeyDescriptor } from '../webauthn/webauthn.service';
import type { PaymentSummary } from './challenge';
import { type MethodQuestion, methodsFor, methodsInstead, methodsThatWouldDo } from './challenge-methods';
import { findActiveFactors, findPreferredMethod } from './challenge-statements';
import type { PhoneChoiceView } from './challenge-view';

/** What the factors of a person add to a challenge. */
export interface OwnFactors {
  phones: PhoneChoiceView[];
  passkeys: PasskeyDescriptor[];
  /** Methods of factors that the operator has switched off. */
  unavailableMethods: Method[];
}

export interface Offer extends OwnFactors {
  /** Strongest first; none when only a backup code can help. */
  methods: Method[];
  /** The same, in the order in which they are to be tried. */
  choices: Method[];
}

interface Wanted {
  purpose: Purpose;
  payment?: PaymentSummary;
  methods?: Method[];
}

interface FactorRow extends Record<string, unknown> {
  id: string;
  method: Method;
  maskedDestination: string | null;
  credentialId: Buffer | null;
  transports: string[] | null;
}

const nothing: OwnFactors = { phones: [], passkeys: [], unavailableMethods: [] };

/** Which methods a new challenge offers to a person. */
@Injectable()
export class ChallengeOffers {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly policies: PolicyReader,
  ) {}

  /** @throws stronger-factor-required */
  async make(
    manager: EntityManager,
    person: { userId: string; accountType: AccountType },
    budget: VerificationBudget,
    wanted: Wanted,
  ): Promise<Offer> {
    if (wanted.methods) return { ...nothing, methods: wanted.methods, choices: wanted.methods };
    const { userId, accountType } = person;
    const { purpose, payment } = wanted;
    const [factors, policy] = await Promise.all([
      rows<FactorRow>(manager, findActiveFactors, [userId]),
      this.policies.inForce(manager, accountType),
    ]);
    const question: MethodQuestion = {
      purpose,
      accountType,
      active: factors.map(({ method }) => method),
      enabled: this.config.twoFactorMethods,
      total: payment ? BigInt(payment.total) : null,
      emailMaxAmount: this.config.emailMaxAmount,
      policy,
    };
    const own = this.describe(factors);
    const methods = methodsFor(question);
    // Whoever has a passkey is not sent a code that nobody would look at.
    if (methods.includes('webauthn') && refusesCodes(budget, purpose, this.clock.now()))
      return { ...own, methods: ['webauthn'], choices: ['webauthn'] };
    if (methods.length > 0)
      return { ...own, methods, choices: await this.preferredFirst(manager, userId, methods) };
    const isSwitchedOff = methodsFor({ ...question, enabled: allMethods }).length > 0;
    if (!isSwitchedOff && purpose !== 'login')
      throw new DomainError('stronger-factor-required', { methods: methodsThatWouldDo(question) });
    const instead = methodsInstead(question);
    return { ...own, methods: instead, choices: instead };
  }

  async ofPersonIn(manager: EntityManager, userId: string): Promise<OwnFactors> {
    return this.describe(await rows<FactorRow>(manager, findActiveFactors, [userId]));
  }

  async ofPerson(userId: string): Promise<OwnFactors> {
    return this.describe(await this.database.rows<FactorRow>(findActiveFactors, [userId]));
  }

  /** Whether a backup code could answer, where nothing else can. */
  async hasBackupCodes(manager: EntityManager, userId: string): Promise<boolean> {
    const left = await row<{ remaining: number }>(manager, countBackupCodes, [userId]);
    return (left?.remaining ?? 0) > 0;
  }

  async mayUsePasskey(manager: EntityManager, userId: string): Promise<boolean> {
    return this.isOn('webauthn') && (await this.ofPersonIn(manager, userId)).passkeys.length > 0;
  }

  isOn(method: Method): boolean {
    return this.config.twoFactorMethods.includes(method);
  }

  private describe(factors: readonly FactorRow[]): OwnFactors {
    const used = strongestFirst(factors.map(({ method }) => method));
    return {
      phones: factors.flatMap(({ id, method, maskedDestination }) =>
        method === 'sms' && maskedDestination !== null ? [{ id, maskedDestination }] : [],
      ),
      passkeys: factors.flatMap(({ credentialId, transports }) =>
        credentialId ? [{ credentialId, transports: transports ?? [] }] : [],
      ),
      unavailableMethods: used.filter((method) => !this.isOn(method)),
    };
  }

  private async preferredFirst(manager: EntityManager, userId: string, methods: Method[]): Promise<Method[]> {
    if (methods.length === 1) return methods;
    const settings = await row<{ preferredMethod: Method | null }>(manager, findPreferredMethod, [userId]);
    const first = methods.find((method) => method === settings?.preferredMethod);
    return first ? [first, ...methods.filter((method) => method !== first)] : methods;
  }
}
