import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ProofMethod, Purpose, SentMethod } from '../method';
import type { ChallengeState, ChallengeStatus, PaymentSummary } from './challenge';

@Entity('challenges')
@Index('challenges_one_open', ['subjectId', 'purpose'], { unique: true, where: `status = 'open'` })
@Index('challenges_by_subject', ['subjectId', 'id'])
@Index('challenges_ending', ['expiresAt'], { where: `status = 'open'` })
@Index('challenges_by_session', ['sessionId'])
@Check(
  'challenges_purpose',
  `purpose IN ('login', 'payment', 'enrolment', 'manage-factors', 'change-security-settings', 'change-email', 'export-data', 'admin-recovery')`,
)
@Check('challenges_method', `method = ANY (methods)`)
@Check('challenges_status', `status IN ('open', 'verified', 'consumed', 'void')`)
@Check('challenges_binding', `octet_length(binding) = 32`)
@Check(
  'challenges_verified',
  `(status IN ('verified', 'consumed')) <= (verified_at IS NOT NULL AND verified_by IS NOT NULL)`,
)
@Check('challenges_consumed', `(status = 'consumed') = (consumed_at IS NOT NULL)`)
@Check('challenges_code_of_email', `code_mac IS NULL OR status = 'open'`)
@Check('challenges_code_method', `code_mac IS NULL OR code_method IN ('sms', 'email')`)
@Check(
  'challenges_code_factor',
  `code_method IS DISTINCT FROM 'sms' OR (code_factor_id IS NOT NULL AND masked_destination IS NOT NULL)`,
)
@Check('challenges_wrong_proofs', 'wrong_proofs >= 0')
@Check('challenges_payment', `(purpose = 'payment') = (payment IS NOT NULL)`)
export class Challenge implements ChallengeState {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'challenges_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('uuid') sessionId: string;
  @Column('text') purpose: Purpose;
  /** What it is about: an approval, a factor, or the session that is to rise or to act. */
  @Column('uuid') subjectId: string;
  @Column('bytea') binding: Buffer;
  @Column('text') reference: string;
  @Column('text', { array: true }) methods: ProofMethod[];
  @Column('text') method: ProofMethod;
  @Column('text') status: ChallengeStatus;
  @Column('bytea', { nullable: true }) codeMac: Buffer | null;
  @Column('text', { nullable: true }) codeMethod: SentMethod | null;
  @Column('uuid', { nullable: true }) codeFactorId: string | null;
  @Column('text', { nullable: true }) maskedDestination: string | null;
  @Column('jsonb', { nullable: true }) payment: PaymentSummary | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) resendAvailableAt: Date | null;
  @Column('timestamptz', { nullable: true }) verifiedAt: Date | null;
  @Column('text', { nullable: true }) verifiedBy: ProofMethod | null;
  @Column('timestamptz', { nullable: true }) consumedAt: Date | null;
  /** Proofs that did not fit; for statistics only. */
  @Column('integer', { default: 0 }) wrongProofs: number;
}
