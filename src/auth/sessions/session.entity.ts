import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** `login` waits for its second step and opens nothing else; `full` makes requests. */
export type SessionKind = 'login' | 'full';

/** Why a session may only enrol: a backup code stood in for a lost device, or access was recovered without any factor. */
export const reEnrolments = ['lost-device', 'recovery'] as const;
export type ReEnrolment = (typeof reEnrolments)[number];

/** How the client carries the token; a token is refused on the other way. */
export type SessionTransport = 'bearer' | 'cookie';

@Entity('sessions')
@Unique('sessions_token_hash_unique', ['tokenHash'])
@Index('sessions_live_by_user', ['userId'], { where: 'ended_at IS NULL' })
@Index('sessions_proven_by_user', ['userId', 'secondFactorAt'], { where: 'second_factor_at IS NOT NULL' })
@Index('sessions_by_user', ['userId', 'id'])
@Index('sessions_by_end', ['expiresAt'])
@Index('sessions_by_trusted_device', ['trustedDeviceId'], { where: 'trusted_device_id IS NOT NULL' })
@Check('sessions_kind', `kind IN ('login', 'full')`)
@Check('sessions_transport', `transport IN ('bearer', 'cookie')`)
@Check('sessions_login_unproven', `kind = 'full' OR second_factor_at IS NULL`)
@Check('sessions_re_enrolment', `re_enrolment IN ('lost-device', 'recovery')`)
@Check(
  'sessions_re_enrolling_unproven',
  `re_enrolment IS NULL OR (kind = 'full' AND second_factor_at IS NULL AND trusted_device_id IS NULL)`,
)
@Check('sessions_trusted_unproven', 'trusted_device_id IS NULL OR second_factor_at IS NULL')
export class Session {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sessions_pk' }) id: string;
  @Column('bytea') tokenHash: Buffer;
  @Column('uuid') userId: string;
  @Column('text') kind: SessionKind;
  @Column('text') transport: SessionTransport;
  @Column('inet', { nullable: true }) ip: string | null;
  @Column('text', { nullable: true }) userAgent: string | null;
  @Column('timestamptz', { nullable: true }) secondFactorAt: Date | null;
  /** The device that took the place of the second step. Such a session has proven no second factor. */
  @Column('uuid', { nullable: true }) trustedDeviceId: string | null;
  /** Set where a new factor is to take the place of all others: until then the session opens nothing else. */
  @Column('text', { nullable: true }) reEnrolment: ReEnrolment | null;
  @Column('timestamptz') createdAt: Date;
  @Column('timestamptz') lastSeenAt: Date;
  @Column('timestamptz') expiresAt: Date;
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
}
