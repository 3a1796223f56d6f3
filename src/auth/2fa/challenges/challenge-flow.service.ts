import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditRecordOf } from '../../../audit/audit-recorder';
import type { DetailsOf } from '../../../audit/catalogue/catalogue';
import { Refusals } from '../../../audit/refusals';
import { Clock } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { Transactor } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import type { Principal } from '../../sessions/principal';
import { SessionService } from '../../sessions/session.service';
import { LockoutService } from '../lockout/lockout.service';
import { mayOpen, type OpenablePurpose, openablePurposes, type Purpose } from '../method';
import { type ChallengeState, refuseChallenge } from './challenge';
import { type Challenged, ChallengeService } from './challenge.service';
import { findChallenge, findChallengeOfSubject } from './challenge-statements';
import type { ChallengeView } from './challenge-view';
import { type EnteredProof, proofFrom } from './code-from';
import { CodeRenewalService, type RenewalWish } from './code-renewal.service';
import { CodeTransactor } from './code-transactor';
import { VerificationService } from './verification.service';

/** What a client does with challenges directly: open, read, answer, ask for a new code. */
@Injectable()
export class ChallengeFlowService {
  constructor(
    private readonly transactor: Transactor,
    private readonly codes: CodeTransactor,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly challenges: ChallengeService,
    private readonly renewal: CodeRenewalService,
    private readonly verification: VerificationService,
    private readonly lockout: LockoutService,
    private readonly sessions: SessionService,
    private readonly refusals: Refusals,
  ) {}

  open(principal: Principal, context: RequestContext, purpose: OpenablePurpose): Promise<ChallengeView> {
    const record = event('challenge.created', principal.userId, null, { purpose });
    return this.refusals.audited(context, record, () =>
      this.transactor.run(async (manager) => {
        if (principal.mayOnlyEnrol && purpose !== 'manage-factors')
          throw new DomainError('enrolment-required');
        if (!mayOpen(purpose, principal.accountType)) throw new DomainError('forbidden');
        const budget = await this.lockout.lock(manager, principal.userId);
        return this.challenges.open(manager, context, principal, budget, {
          sessionId: principal.sessionId,
          subjectId: principal.sessionId,
          purpose,
        });
      }),
    );
  }

  async read(
    { userId, email }: Pick<Challenged, 'userId' | 'email'>,
    challengeId: string,
  ): Promise<ChallengeView> {
    const challenge = await this.database.row<ChallengeState & Record<string, unknown>>(findChallenge, [
      challengeId,
      userId,
    ]);
    if (!challenge) throw new DomainError('not-found');
    return this.challenges.viewOf(challenge, email, await this.lockout.read(userId));
  }

  /** The newest challenge about a subject of the person, whatever became of it. */
  async findOfSubject(
    { userId, email }: Pick<Challenged, 'userId' | 'email'>,
    subjectId: string,
    purpose: Purpose,
  ): Promise<ChallengeView | null> {
    const challenge = await this.database.row<ChallengeState & Record<string, unknown>>(
      findChallengeOfSubject,
      [subjectId, userId, purpose],
    );
    return challenge && this.challenges.viewOf(challenge, email, await this.lockout.read(userId));
  }

  /** For purposes whose request comes later with `X-2FA-Challenge`; a payment is verified where it is paid. */
  async verify(
    principal: Principal,
    context: RequestContext,
    challengeId: string,
    entered: EnteredProof,
  ): Promise<void> {
    const { userId, sessionId } = principal;
    const error = await this.codes.run(proofFrom(entered), async (manager, proof) => {
      const state = await this.verification.load(manager, userId, { id: challengeId });
      const purpose =
        openablePurposes.find((openable) => openable === state.challenge?.purpose) ?? 'manage-factors';
      const submission = { userId, sessionId, purpose, proof };
      return this.verification.settle(
        manager,
        context,
        state,
        submission,
        this.verification.judge(state, submission),
        'verified',
      );
    });
    if (error) throw error;
  }

  resend(
    principal: Principal,
    context: RequestContext,
    challengeId: string,
    wish: RenewalWish,
  ): Promise<ChallengeView> {
    const record = event('challenge.resent', principal.userId, challengeId);
    return this.refusals.audited(context, record, () =>
      this.transactor.run((manager) =>
        this.renew(manager, context, principal, principal.sessionId, challengeId, wish),
      ),
    );
  }

  /** @throws login-expired */
  resendLogin(
    loginToken: string,
    context: RequestContext,
    challengeId: string,
    wish: RenewalWish,
  ): Promise<ChallengeView> {
    const record = event('challenge.resent', null, challengeId);
    const renewal = async (manager: EntityManager) => {
      const login = await this.sessions.findPendingLogin(manager, loginToken);
      if (!login) throw new DomainError('login-expired');
      const { id: userId, ...person } = login.user;
      record.actorId = userId;
      return this.renew(manager, context, { ...person, userId }, login.sessionId, challengeId, wish);
    };
    return this.refusals.audited(context, record, () => this.transactor.run(renewal));
  }

  private async renew(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    sessionId: string,
    challengeId: string,
    wish: RenewalWish,
  ): Promise<ChallengeView> {
    const { budget, challenge } = await this.verification.load(manager, person.userId, { id: challengeId });
    if (!challenge) throw new DomainError('not-found');
    const error = refuseChallenge(
      challenge,
      { userId: person.userId, sessionId, purpose: challenge.purpose },
      this.clock.now(),
    );
    // A code that came too late can be renewed as long as nothing else has ended the challenge.
    const isOnlyLate = error?.code === 'challenge-expired' && challenge.status === 'open';
    if (error && !isOnlyLate) throw error;
    return this.renewal.renew(manager, context, person, budget, challenge, wish);
  }
}

function event<T extends 'challenge.created' | 'challenge.resent'>(
  type: T,
  actorId: string | null,
  id: string | null,
  details: DetailsOf<T> = {},
): AuditRecordOf<T> {
  return { type, actorId, subject: { type: 'challenge', id }, details };
}
