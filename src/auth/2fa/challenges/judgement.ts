import type { AuditRecord } from '../../../audit/audit-recorder';
import type { DomainError } from '../../../common/domain-error';
import type { ProofMethod, Purpose } from '../method';
import type { ChallengeState } from './challenge';
import type { Proof, TypedBackupCode } from './code';

export interface Submission {
  userId: string;
  sessionId: string;
  purpose: Purpose;
  proof: Proof;
  /** Only this method may prove it; any of the challenge's, or a backup code, when absent. */
  method?: ProofMethod;
}

export type Judgement =
  | {
      kind: 'accepted';
      method: ProofMethod;
      factorId: string | null;
      /** A time step, or how far a passkey has counted; null for methods without. */
      step: bigint | null;
      backupCodeId?: string;
      /** Of a passkey: whether its key is kept in several places now. */
      backedUp?: boolean;
    }
  | { kind: 'wrong' }
  /** A passkey that has counted further before: there may be two of it. */
  | { kind: 'cloned'; factorId: string }
  /** The code was not looked at. */
  | { kind: 'refused'; error: DomainError }
  /** A backup code that may be looked at, but not in a transaction: see `CodeTransactor`. */
  | { kind: 'uncompared'; letters: string };

/** A backup code stands in for whatever method its challenge allows. */
export function judgeBackupCode({ letters, compared }: TypedBackupCode): Judgement {
  if (!compared) return { kind: 'uncompared', letters };
  const { backupCodeId } = compared;
  return backupCodeId === null
    ? { kind: 'wrong' }
    : { kind: 'accepted', method: 'backup_code', factorId: null, step: null, backupCodeId };
}

export function auditRecord(
  challenge: ChallengeState | null,
  { userId, purpose, proof }: Submission,
  judgement: Exclude<Judgement, { kind: 'uncompared' }>,
): AuditRecord {
  const own = challenge?.userId === userId ? challenge : null;
  return {
    type: 'challenge.verified',
    outcome: judgement.kind === 'accepted' ? 'success' : 'failure',
    actorId: userId,
    subject: { type: 'challenge', id: own?.id ?? null },
    details: {
      purpose,
      subjectId: own?.subjectId ?? null,
      reference: own?.reference ?? null,
      ...(judgement.kind === 'accepted'
        ? { method: judgement.method }
        : {
            ...(proof.kind === 'passkey' ? { method: 'webauthn' } : {}),
            reason: reasonOf(proof, judgement),
          }),
    },
  };
}

function reasonOf(proof: Proof, judgement: Exclude<Judgement, { kind: 'uncompared' | 'accepted' }>): string {
  if (judgement.kind === 'refused') return judgement.error.code;
  if (judgement.kind === 'cloned') return 'count-not-grown';
  return proof.kind === 'passkey' ? 'passkey-incorrect' : 'code-incorrect';
}
