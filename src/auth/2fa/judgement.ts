import type { AuditRecord } from '../../audit/audit-recorder';
import type { DomainError } from '../../common/domain-error';
import type { ChallengeState } from './challenge';
import type { TypedBackupCode, TypedCode } from './code';
import type { ProofMethod, Purpose } from './method';

export interface Submission {
  userId: string;
  sessionId: string;
  purpose: Purpose;
  code: TypedCode;
  /** Only this method may prove it; any of the challenge's, or a backup code, when absent. */
  method?: ProofMethod;
}

export type Judgement =
  | {
      kind: 'accepted';
      method: ProofMethod;
      factorId: string | null;
      step: bigint | null;
      backupCodeId?: string;
    }
  | { kind: 'wrong' }
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
  { userId, purpose }: Submission,
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
        : { reason: judgement.kind === 'wrong' ? 'code-incorrect' : judgement.error.code }),
    },
  };
}
