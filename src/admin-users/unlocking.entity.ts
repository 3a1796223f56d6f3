import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A lock of payment approval that an admin has ended. */
@Entity('unlockings')
@Index('unlockings_by_user', ['userId', 'id'])
@Check('unlockings_of_others', 'admin_id <> user_id')
export class Unlocking {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'unlockings_pk' }) id: string;
  @Column('uuid') userId: string;
  @Column('uuid') adminId: string;
  @Column('text') reason: string;
  /** Null when only further tries had to wait. */
  @Column('timestamptz', { nullable: true }) lockedUntil: Date | null;
  @Column('timestamptz') unlockedAt: Date;
}
