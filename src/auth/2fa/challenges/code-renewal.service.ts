import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../../audit/audit-recorder';
import { after, Clock } from '../../../common/clock';
import { mustTouch, row } from '../../../common/database/sql';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import type { VerificationBudget } from '../lockout/lockout';
import { isSent, type Method } from '../method';
import { CHALLENGE_LIFETIME_MS, type ChallengeState, RESEND_COOL_DOWN_MS } from './challenge';
import { type Challenged, ChallengeService } from './challenge.service';
import { ChallengeOffers, type OwnFactors } from './challenge-offers.service';
import { findDelivery, renewCode } from './challenge-statements';
import type { ChallengeView, DeliveryView } from './challenge-view';
import { SentCodes } from './sent-codes';

export interface RenewalWish {
  /** The one in use when absent. */
  method?: Method;
  /** Which of the person's phones; the one that the last code went to when absent. */
  factorId?: string;
}

/** A new code under the same challenge, or another of its methods. The caller has locked the person's budget. */
@Injectable()
export class CodeRenewalService {
  constructor(
    private readonly clock: Clock,
    private readonly codes: SentCodes,
    private readonly challenges: ChallengeService,
    private readonly offers: ChallengeOffers,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * The code before is dead at that moment.
   * @throws stronger-factor-required, method-unavailable, not-found for a phone that is not theirs, resend-too-soon, too-many-codes
   */
  async renew(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
    wish: RenewalWish,
  ): Promise<ChallengeView> {
    const method = this.methodOf(wish, challenge);
    const now = this.clock.now();
    const own = await this.offers.ofPersonIn(manager, person.userId);
    if (!isSent(method)) return this.switchTo(manager, method, person, budget, challenge, own);
    const codeFactorId = wish.factorId ?? challenge.codeFactorId;
    if (wish.factorId && !(method === 'sms' && own.phones.some(({ id }) => id === wish.factorId)))
      throw new DomainError('not-found');
    const { resendAvailableAt } = challenge;
    if (resendAvailableAt && resendAvailableAt > now && !(await this.isWayOut(manager, challenge, method)))
      throw new DomainError('resend-too-soon', { retryAt: resendAvailableAt });
    const renewed = {
      ...challenge,
      codeFactorId,
      expiresAt: after(now, CHALLENGE_LIFETIME_MS),
      resendAvailableAt: after(now, RESEND_COOL_DOWN_MS),
    };
    const issued = await this.codes.issue(manager, context, renewed, [method]);
    // Its owner has withdrawn consent: another phone is no answer to that.
    if (wish.factorId && issued.challenge.codeFactorId !== wish.factorId)
      throw new DomainError('method-unavailable', { method });
    await this.save(manager, issued.challenge, challenge.codeMac);
    const delivery = await this.codes.send(manager, issued, person);
    this.audit.record(manager, context, {
      type: 'challenge.resent',
      actorId: person.userId,
      subject: { type: 'challenge', id: challenge.id },
      details: { purpose: challenge.purpose, method },
    });
    return this.challenges.view(issued.challenge, person.email, budget, delivery, own);
  }

  private methodOf({ method, factorId }: RenewalWish, challenge: ChallengeState): Method {
    const inUse = challenge.method === 'backup_code' ? challenge.methods[0] : challenge.method;
    const wanted = method ?? (factorId ? 'sms' : inUse);
    if (!wanted || !challenge.methods.includes(wanted))
      throw new DomainError('stronger-factor-required', { methods: challenge.methods });
    if (wanted === 'backup_code' || !this.offers.isOn(wanted))
      throw new DomainError('method-unavailable', { method: wanted });
    return wanted;
  }

  /** Whoever waits for a code that could not be delivered may take another method at once. */
  private async isWayOut(
    manager: EntityManager,
    challenge: ChallengeState,
    method: Method,
  ): Promise<boolean> {
    if (method === challenge.codeMethod) return false;
    const delivery = await row<DeliveryView & Record<string, unknown>>(manager, findDelivery, [challenge.id]);
    return delivery?.status === 'failed';
  }

  /** To a method whose proof the person makes. */
  private async switchTo(
    manager: EntityManager,
    method: Method,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
    own: OwnFactors,
  ): Promise<ChallengeView> {
    const now = this.clock.now();
    // A challenge that came back to life must not bring its old code along.
    const revived = { expiresAt: after(now, CHALLENGE_LIFETIME_MS), codeMac: null };
    const switched = {
      ...challenge,
      method,
      ...(challenge.expiresAt <= now ? revived : {}),
    };
    await this.save(manager, switched, challenge.codeMac);
    return this.challenges.view(switched, person.email, budget, null, own);
  }

  private async save(manager: EntityManager, c: ChallengeState, replaced: Buffer | null): Promise<void> {
    const code = [c.method, c.codeMac, c.expiresAt, c.resendAvailableAt];
    const destination = [c.codeMethod, c.codeFactorId, c.maskedDestination];
    await mustTouch(manager, 1, renewCode, [c.id, ...code, ...destination, replaced]);
  }
}
