import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const contractStatuses = ['active', 'ended'] as const;
export type ContractStatus = (typeof contractStatuses)[number];

@Entity('contracts')
@Index('contracts_by_client', ['clientId', 'id'])
@Index('contracts_by_payee', ['payeeId', 'id'])
@Check('contracts_status', `status IN ('active', 'ended')`)
@Check('contracts_two_parties', 'client_id <> payee_id')
export class Contract {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'contracts_pk' }) id: string;
  @Column('text') title: string;
  @Column('uuid') clientId: string;
  @Column('uuid') payeeId: string;
  @Column('char', { length: 3 }) currency: string;
  /** Ended when one of its parties was erased. */
  @Column('text') status: ContractStatus;
  @Column('timestamptz') createdAt: Date;
}
