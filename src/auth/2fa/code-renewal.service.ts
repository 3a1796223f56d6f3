import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditRecorder } from '../../audit/audit-recorder';
import { after, Clock } from '../../common/clock';
import { mustTouch } from '../../common/database/sql';
import { DomainError } from '../../common/domain-error';
import type { RequestContext } from '../../common/http/request-context';
import { CHALLENGE_LIFETIME_MS, type ChallengeState, RESEND_COOL_DOWN_MS } from './challenge';
import { type Challenged, ChallengeService } from './challenge.service';
import { renewCode } from './challenge-statements';
import type { ChallengeView, DeliveryView } from './challenge-view';
import { EmailService } from './email.service';
import type { VerificationBudget } from './lockout';
import type { Method } from './method';

const queued: DeliveryView = { channel: 'email', provider: null, status: 'queued' };

/** A new code under the same challenge, or another of its methods. The caller has locked the person's budget. */
@Injectable()
export class CodeRenewalService {
  constructor(
    private readonly clock: Clock,
    private readonly email: EmailService,
    private readonly challenges: ChallengeService,
    private readonly audit: AuditRecorder,
  ) {}

  /** The code before is dead at that moment. @throws stronger-factor-required, resend-too-soon, too-many-codes */
  async renew(
    manager: EntityManager,
    context: RequestContext,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
    method: Method,
  ): Promise<ChallengeView> {
    if (!challenge.methods.includes(method))
      throw new DomainError('stronger-factor-required', { methods: challenge.methods });
    const now = this.clock.now();
    if (method === 'totp') return this.switchToApp(manager, person, budget, challenge);
    const { resendAvailableAt } = challenge;
    if (resendAvailableAt && resendAvailableAt > now)
      throw new DomainError('resend-too-soon', { retryAt: resendAvailableAt });
    const renewed = {
      ...challenge,
      method,
      expiresAt: after(now, CHALLENGE_LIFETIME_MS),
      resendAvailableAt: after(now, RESEND_COOL_DOWN_MS),
    };
    const { code, mac } = await this.email.newCode(manager, renewed);
    await this.save(manager, { ...renewed, codeMac: mac }, challenge.codeMac);
    await this.email.queue(manager, renewed, code, person);
    this.audit.record(manager, context, {
      type: 'challenge.resent',
      actorId: person.userId,
      subject: { type: 'challenge', id: challenge.id },
      details: { purpose: challenge.purpose, method },
    });
    return this.challenges.view(renewed, person.email, budget, queued);
  }

  private async switchToApp(
    manager: EntityManager,
    person: Challenged,
    budget: VerificationBudget,
    challenge: ChallengeState,
  ): Promise<ChallengeView> {
    const now = this.clock.now();
    // A challenge that came back to life must not bring its old code along.
    const revived = { expiresAt: after(now, CHALLENGE_LIFETIME_MS), codeMac: null };
    const switched = {
      ...challenge,
      method: 'totp' as const,
      ...(challenge.expiresAt <= now ? revived : {}),
    };
    await this.save(manager, switched, challenge.codeMac);
    return this.challenges.view(switched, person.email, budget, null);
  }

  private async save(
    manager: EntityManager,
    { id, method, codeMac, expiresAt, resendAvailableAt }: ChallengeState,
    replaced: Buffer | null,
  ): Promise<void> {
    const values = [id, method, codeMac, expiresAt, resendAvailableAt, replaced];
    await mustTouch(manager, 1, renewCode, values);
  }
}
