import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { rows } from '../../../common/database/sql';
import type { RequestContext } from '../../../common/http/request-context';
import { LockoutService } from '../lockout/lockout.service';
import type { ProofMethod } from '../method';
import { type Challenged, ChallengeService } from './challenge.service';
import { findActiveFactors } from './challenge-statements';
import type { ChallengeView } from './challenge-view';
import type { Proof } from './code';
import { Comparison } from './code-transactor';
import type { Verdict } from './verdict';
import { VerificationService } from './verification.service';

/** The second step of a login. Its subject is the half-authenticated session. */
@Injectable()
export class LoginChallengeService {
  constructor(
    private readonly challenges: ChallengeService,
    private readonly verification: VerificationService,
    private readonly lockout: LockoutService,
  ) {}

  /** Null when the person has no active factor. @throws factors-unavailable when none of their methods is on and nothing stands in: never a way around */
  async open(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    sessionId: string,
  ): Promise<ChallengeView | null> {
    const budget = await this.lockout.lock(manager, person.userId);
    const factors = await rows(manager, findActiveFactors, [person.userId]);
    if (factors.length === 0) return null;
    return this.challenges.open(manager, context, person, budget, {
      sessionId,
      purpose: 'login',
      subjectId: sessionId,
    });
  }

  /** Judges a proof for the second step; the caller commits the verdict, then acts on it. */
  async submit(
    manager: EntityManager,
    context: RequestContext,
    step: { userId: string; sessionId: string; proof: Proof; method?: ProofMethod },
  ): Promise<Verdict | Comparison> {
    const submission = { ...step, purpose: 'login' } as const;
    const { userId, sessionId } = step;
    const state = await this.verification.load(manager, userId, { subjectId: sessionId, purpose: 'login' });
    const judgement = this.verification.judge(state, submission);
    const error = await this.verification.settle(manager, context, state, submission, judgement, 'consumed');
    if (error instanceof Comparison) return error;
    if (error) return { accepted: false, error };
    if (judgement.kind !== 'accepted' || !state.challenge) throw new Error('A verdict without a judgement');
    return {
      accepted: true,
      challengeId: state.challenge.id,
      method: judgement.method,
      factorId: judgement.factorId,
    };
  }
}
