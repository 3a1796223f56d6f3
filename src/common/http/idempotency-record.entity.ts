import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('idempotency_keys')
@Index('idempotency_keys_expires_at', ['expiresAt'])
@Check('idempotency_keys_whole_response', '(response_status IS NULL) = (response_body IS NULL)')
export class IdempotencyRecord {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'idempotency_keys_pk' }) userId: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_keys_pk' }) key: string;
  @Column('bytea') fingerprint: Buffer;
  @Column('integer', { nullable: true }) responseStatus: number | null;
  @Column('jsonb', { nullable: true }) responseBody: unknown;
  @Column('timestamptz') lockedUntil: Date;
  /** Whose claim it is, see `ProcessPresence`; null when that process could not be told from a dead one. */
  @Column('integer', { nullable: true }) process: number | null;
  @Column('timestamptz') expiresAt: Date;
}
