import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { HoldReason } from './hold';

const open = 'lifted_at IS NULL AND ended_at IS NULL';

/** A stop on payments of one client: on all of them, on those of one approval, or on one. Live until it is lifted or its end comes. */
@Entity('holds')
@Index('holds_open_by_client', ['clientId'], { where: open })
@Index('holds_ending', ['endsAt'], { where: open })
@Index('holds_by_client', ['clientId', 'id'])
@Index('holds_one_per_origin', ['originId', 'reason'], { unique: true, where: 'origin_id IS NOT NULL' })
@Check('holds_scope', 'num_nonnulls(approval_id, payment_id) <= 1')
@Check(
  'holds_reason',
  `reason IN ('recovery', 'factor-changed', 'reported', 'settings-loosened', 'risk', 'emergency-access')`,
)
@Check('holds_source', `source ~ '^[a-z][a-z-]{0,39}$'`)
@Check('holds_note', `(source = 'admin') = (note IS NOT NULL)`)
@Check('holds_end', 'ends_at > placed_at')
@Check(
  'holds_ended',
  'ended_at IS NULL OR (lifted_at IS NULL AND ends_at IS NOT NULL AND ended_at >= ends_at)',
)
@Check('holds_lifted', 'num_nulls(lifted_at, lifted_by, lift_reason) IN (0, 3)')
@Check('holds_lifter', 'lifted_by <> client_id AND lifted_by <> placed_by AND lifted_by <> ALL (barred)')
export class Hold {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'holds_pk' }) id: string;
  @Column('uuid') clientId: string;
  @Column('uuid', { nullable: true }) approvalId: string | null;
  @Column('uuid', { nullable: true }) paymentId: string | null;
  @Column('text') reason: HoldReason;
  /** The flow that placed it, e.g. `account-recovery`. */
  @Column('text') source: string;
  /** What the admin says who placed it; null for those of a flow. */
  @Column('text', { nullable: true }) note: string | null;
  /** What it came from: a recovery request, a notice, a change. One hold per origin and reason. */
  @Column('uuid', { nullable: true }) originId: string | null;
  /** Whose act it follows from; null when nobody was logged in. */
  @Column('uuid', { nullable: true }) placedBy: string | null;
  /** Admins who took part in what it protects against, and so may not lift it. */
  @Column('uuid', { array: true, default: '{}' }) barred: string[];
  @Column('timestamptz') placedAt: Date;
  /** Null: until it is lifted. */
  @Column('timestamptz', { nullable: true }) endsAt: Date | null;
  /** When the log heard that its end had come; it was over at `endsAt`. */
  @Column('timestamptz', { nullable: true }) endedAt: Date | null;
  @Column('timestamptz', { nullable: true }) liftedAt: Date | null;
  @Column('uuid', { nullable: true }) liftedBy: string | null;
  @Column('text', { nullable: true }) liftReason: string | null;
}
