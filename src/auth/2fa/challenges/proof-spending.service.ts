import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock';
import { enqueue, row, rows } from '../../../common/database/sql';
import type { RequestContext } from '../../../common/http/request-context';
import { AppConfig } from '../../../config/app-config';
import type { Principal } from '../../sessions/principal';
import { BackupCodeUse } from '../backup-codes/backup-code-use.service';
import type { OpenablePurpose } from '../method';
import { TotpService } from '../totp/totp.service';
import type { PasskeyProof } from '../webauthn/assertion';
import { PasskeysService } from '../webauthn/passkeys.service';
import type { ChallengeState } from './challenge';
import { acceptChallenge, findActiveFactors, lockOpenChallenge } from './challenge-statements';
import type { Proof, TypedBackupCode } from './code';
import { type ActiveFactor, senderOf } from './proof-judge.service';
import { SentCodes } from './sent-codes';

export type Spent = { kind: 'right' } | { kind: 'wrong' } | { kind: 'cloned'; factorId: string };

/**
 * Judges and spends a proof for a flow that does without a challenge: a code of an app and a backup code stand alone. What
 * was sent, or signed by a passkey, was so for the challenge that is open in this session with this purpose.
 */
@Injectable()
export class ProofSpending {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly totp: TotpService,
    private readonly sentCodes: SentCodes,
    private readonly passkeys: PasskeysService,
    private readonly backupCodes: BackupCodeUse,
  ) {}

  /** Touches nothing unless it is right. The caller has locked the person's budget and asked whether an attempt is admitted. */
  async spend(
    manager: EntityManager,
    { userId, sessionId }: Principal,
    context: RequestContext,
    purpose: OpenablePurpose,
    proof: Proof,
  ): Promise<Spent> {
    switch (proof.kind) {
      case 'digits':
        return spentIf(await this.spendDigits(manager, userId, [userId, sessionId, purpose], proof.digits));
      case 'backup':
        return spentIf(await this.spendBackupCode(manager, context, { userId, purpose }, proof));
      case 'passkey':
        return this.spendPasskey(manager, userId, [userId, sessionId, purpose], proof);
    }
  }

  private async spendPasskey(
    manager: EntityManager,
    userId: string,
    wanted: string[],
    proof: PasskeyProof,
  ): Promise<Spent> {
    const now = this.clock.now();
    const [challenge, factors] = await Promise.all([
      row<ChallengeState & Record<string, unknown>>(manager, lockOpenChallenge, wanted),
      this.usable(manager, userId),
    ]);
    if (!challenge || challenge.expiresAt <= now || !challenge.methods.includes('webauthn'))
      return { kind: 'wrong' };
    const judged = this.passkeys.judge(challenge, proof, factors);
    if (judged.kind !== 'accepted') return judged;
    const { id, codeMac } = challenge;
    const accepted = [id, 'consumed', now, 'webauthn', codeMac, judged.factorId, judged.signCount];
    enqueue(manager, 1, acceptChallenge, accepted);
    return { kind: 'right' };
  }

  private async spendDigits(
    manager: EntityManager,
    userId: string,
    wanted: string[],
    digits: string,
  ): Promise<boolean> {
    const now = this.clock.now();
    const factors = await this.usable(manager, userId);
    const apps = factors.filter(({ method }) => method === 'totp');
    const match = this.totp.match(apps, digits, now);
    if (match) {
      await this.totp.burn(manager, match.factor.id, match.step, now);
      return true;
    }
    const challenge = await row<ChallengeState & Record<string, unknown>>(manager, lockOpenChallenge, wanted);
    const sentBy = challenge && challenge.expiresAt > now ? this.sentBy(challenge, factors, digits) : null;
    if (!challenge || !sentBy) return false;
    const { id, codeMac } = challenge;
    enqueue(manager, 1, acceptChallenge, [
      id,
      'consumed',
      now,
      sentBy.method,
      codeMac,
      sentBy.factorId,
      null,
    ]);
    return true;
  }

  /** A factor counts only while its method is on. */
  private async usable(manager: EntityManager, userId: string): Promise<ActiveFactor[]> {
    const active = await rows<ActiveFactor & Record<string, unknown>>(manager, findActiveFactors, [userId]);
    return active.filter(({ method }) => this.config.twoFactorMethods.includes(method));
  }

  private async spendBackupCode(
    manager: EntityManager,
    context: RequestContext,
    use: { userId: string; purpose: OpenablePurpose },
    { compared }: TypedBackupCode,
  ): Promise<boolean> {
    const id = compared?.backupCodeId ?? null;
    return id !== null && this.backupCodes.spend(manager, context, use, id);
  }

  private sentBy(challenge: ChallengeState, factors: readonly ActiveFactor[], code: string) {
    const { codeMethod: method, methods } = challenge;
    if (!method || !methods.includes(method) || !this.sentCodes.matches(challenge, code)) return null;
    const factorId = senderOf(challenge, factors);
    return method === 'email' || factorId !== null ? { method, factorId } : null;
  }
}

function spentIf(right: boolean): Spent {
  return { kind: right ? 'right' : 'wrong' };
}
