import { Injectable } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { DomainError } from '../../../common/domain-error';
import { admit, type ProofKind, release, type VerificationBudget } from '../lockout/lockout';
import type { Method, ProofMethod, Purpose } from '../method';
import { type TotpFactor, TotpService } from '../totp/totp.service';
import { PasskeysService } from '../webauthn/passkeys.service';
import { type ChallengeState, refuseChallenge } from './challenge';
import { type Judgement, judgeBackupCode, type Submission } from './judgement';
import { SentCodes } from './sent-codes';

export interface VerificationState {
  budget: VerificationBudget;
  challenge: ChallengeState | null;
  factors: ActiveFactor[];
}

export type ActiveFactor = TotpFactor & { method: Method };

/** Decides about proofs, on rows that others have loaded; touches nothing. */
@Injectable()
export class ProofJudge {
  constructor(
    private readonly clock: Clock,
    private readonly totp: TotpService,
    private readonly codes: SentCodes,
    private readonly passkeys: PasskeysService,
  ) {}

  judge(state: VerificationState, submission: Submission): Judgement {
    const now = this.clock.now();
    const { challenge, factors } = state;
    const { proof, method, purpose } = submission;
    const error =
      refuseChallenge(challenge, submission, now) ??
      refuseByBudget(budgetFor(state, submission), purpose, now, proof.kind);
    if (error || !challenge) return { kind: 'refused', error: error ?? new DomainError('not-found') };
    switch (proof.kind) {
      case 'backup':
        return method === undefined || method === 'backup_code' ? judgeBackupCode(proof) : { kind: 'wrong' };
      case 'digits':
        return this.judgeDigits(challenge, factors, proof.digits, method);
      case 'passkey': {
        if (!challenge.methods.includes('webauthn')) return { kind: 'wrong' };
        const judged = this.passkeys.judge(challenge, proof, factors);
        if (judged.kind !== 'accepted') return judged;
        const { factorId, signCount: step, backedUp } = judged;
        return { kind: 'accepted', method: 'webauthn', factorId, step, backedUp };
      }
    }
  }

  private judgeDigits(
    challenge: ChallengeState,
    factors: readonly ActiveFactor[],
    digits: string,
    method: ProofMethod | undefined,
  ): Judgement {
    const allowed = challenge.methods.filter((candidate) => method === undefined || candidate === method);
    if (allowed.includes('totp')) {
      const apps = factors.filter((factor) => factor.method === 'totp');
      const match = this.totp.match(apps, digits, this.clock.now());
      if (match) return { kind: 'accepted', method: 'totp', factorId: match.factor.id, step: match.step };
    }
    const { codeMethod } = challenge;
    if (codeMethod && allowed.includes(codeMethod) && this.codes.matches(challenge, digits)) {
      const factorId = senderOf(challenge, factors);
      if (codeMethod === 'email' || factorId !== null || challenge.purpose === 'enrolment')
        return { kind: 'accepted', method: codeMethod, factorId, step: null };
    }
    return { kind: 'wrong' };
  }
}

/** The active factor that the code was sent to; a set-up's is not active yet, and a removed one is none. */
export function senderOf(
  { codeMethod, codeFactorId }: ChallengeState,
  factors: readonly ActiveFactor[],
): string | null {
  const found = factors.find(({ id, method }) =>
    codeMethod === 'sms' ? id === codeFactorId : method === codeMethod,
  );
  return found?.id ?? null;
}

/** The budget as it is for an attempt that may have been reserved in it before. */
export function budgetFor({ budget }: VerificationState, { proof }: Submission): VerificationBudget {
  return proof.kind === 'backup' && proof.compared ? release(budget, proof.compared.reservedAt) : budget;
}

export function refuseByBudget(
  budget: VerificationBudget,
  purpose: Purpose,
  now: Date,
  proof: ProofKind = 'digits',
): DomainError | null {
  const admission = admit(budget, purpose, now, proof);
  switch (admission.kind) {
    case 'admitted':
      return null;
    case 'locked':
      return new DomainError('payment-approval-locked', { retryAt: admission.until });
    case 'rate-limited':
      return new DomainError('too-many-attempts', { retryAt: admission.until });
    case 'disabled':
      return new DomainError('codes-disabled');
  }
}
