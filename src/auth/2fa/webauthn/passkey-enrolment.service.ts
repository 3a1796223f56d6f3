import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../../../audit/audit-recorder';
import { Clock } from '../../../common/clock';
import { equalInConstantTime } from '../../../common/crypto/hashing';
import { enqueue, execute, row } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { Random } from '../../../common/random';
import type { Principal } from '../../sessions/principal';
import { type ChallengeState, refuseChallenge } from '../challenges/challenge';
import { ChallengeService } from '../challenges/challenge.service';
import { ChallengeOffers } from '../challenges/challenge-offers.service';
import { acceptChallenge } from '../challenges/challenge-statements';
import { refuseByBudget, type VerificationState } from '../challenges/proof-judge.service';
import { FactorSetup, type SetupRequest } from '../factors/factor-setup.service';
import { FailedAttempts } from '../lockout/failed-attempts.service';
import { LockoutService } from '../lockout/lockout.service';
import { readAttestation } from './credential';
import { malformed } from './malformed';
import { findPasskeyByCredential, keepPasskey } from './passkey-statements';
import { type NewPasskey, WebauthnService } from './webauthn.service';

/** Makes passkeys: asks the browser for one, and proves a set-up with what it returns. */
@Injectable()
export class PasskeyEnrolment {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly webauthn: WebauthnService,
    private readonly challenges: ChallengeService,
    private readonly offers: ChallengeOffers,
    private readonly setups: FactorSetup,
    private readonly lockout: LockoutService,
    private readonly failures: FailedAttempts,
    private readonly audit: AuditRecorder,
  ) {}

  setUp(principal: Principal, context: RequestContext, request: SetupRequest) {
    const { userId, sessionId } = principal;
    const id = this.random.id();
    const start = async (manager: EntityManager) => {
      const budget = await this.lockout.lock(manager, userId);
      const factor = { id, method: 'webauthn', sealed: null } as const;
      await this.setups.begin(manager, principal, context, request, factor);
      const { challenge } = await this.challenges.create(manager, context, principal, budget, {
        sessionId,
        purpose: 'enrolment',
        subjectId: id,
        methods: ['webauthn'],
      });
      const { passkeys } = await this.offers.ofPersonIn(manager, userId);
      return { challenge, passkeys };
    };
    return this.setups.audited(principal, context, 'webauthn', request, async () => {
      const { challenge, passkeys } = await this.transactor.run(start);
      const timeout = challenge.expiresAt.getTime() - this.clock.now().getTime();
      const asked = this.webauthn.challengeOf(challenge);
      return { factorId: id, options: this.webauthn.creationOptions(principal, asked, timeout, passkeys) };
    });
  }

  /** Outside of any transaction. @throws validation-failed for what is no attestation */
  examine(credential: unknown): Promise<NewPasskey | null> {
    const { value, fault } = readAttestation(credential);
    if (fault !== null) throw malformed(fault);
    return this.webauthn.examineAttestation(value);
  }

  /**
   * Spends the set-up's challenge and keeps the passkey with the factor, which stays pending.
   * @returns why not; the caller commits it, then throws it
   */
  async prove(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    factorId: string,
    { budget, challenge }: VerificationState,
    passkey: NewPasskey | null,
  ): Promise<DomainError | null> {
    const now = this.clock.now();
    const asked = { userId, sessionId, purpose: 'enrolment' } as const;
    const refusal =
      refuseChallenge(challenge, asked, now) ?? refuseByBudget(budget, 'enrolment', now, 'passkey');
    if (refusal || !challenge)
      return this.refuse(manager, context, userId, factorId, refusal ?? new DomainError('not-found'));
    if (!passkey || !equalInConstantTime(passkey.challenge, this.webauthn.challengeOf(challenge))) {
      const record = failure(userId, factorId, 'passkey-incorrect');
      return this.failures.countPasskey(manager, context, userId, budget, record);
    }
    if (await row(manager, findPasskeyByCredential, [passkey.credentialId]))
      return this.refuse(manager, context, userId, factorId, new DomainError('factor-already-active'));
    await this.keep(manager, factorId, passkey);
    this.accept(manager, context, challenge);
    return null;
  }

  private async keep(manager: EntityManager, factorId: string, passkey: NewPasskey): Promise<void> {
    const { credentialId, publicKey, transports, aaguid, backupEligible, backedUp, signCount } = passkey;
    const counted = signCount > 0n ? signCount : null;
    const values = [factorId, credentialId, publicKey, transports, aaguid, backupEligible, backedUp, counted];
    await execute(manager, keepPasskey, values);
  }

  private accept(manager: EntityManager, context: RequestContext, challenge: ChallengeState): void {
    const { id, userId, purpose, subjectId, reference, codeMac } = challenge;
    const values = [id, 'consumed', this.clock.now(), 'webauthn', codeMac, null, null];
    enqueue(manager, 1, acceptChallenge, values);
    this.audit.record(manager, context, {
      type: 'challenge.verified',
      actorId: userId,
      subject: { type: 'challenge', id },
      details: { purpose, subjectId, reference, method: 'webauthn' },
    });
  }

  private async refuse(
    manager: EntityManager,
    context: RequestContext,
    userId: string,
    factorId: string,
    error: DomainError,
  ): Promise<DomainError> {
    this.audit.record(manager, context, failure(userId, factorId, error.code));
    return error;
  }
}

function failure(userId: string, factorId: string, reason: string): AuditRecord {
  return {
    type: 'factor.activated',
    outcome: 'failure',
    actorId: userId,
    subject: { type: 'factor', id: factorId },
    details: { method: 'webauthn', reason },
  };
}
