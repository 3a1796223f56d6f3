import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's saved recovery code. 80 random bits need no slow hash: a MAC under the pepper cannot be searched. */
@Entity('recovery_codes')
@Check('recovery_codes_mac', `octet_length(code_mac) = 32`)
export class RecoveryCode {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'recovery_codes_pk' }) userId: string;
  @Column('bytea') codeMac: Buffer;
  @Column('timestamptz') createdAt: Date;
}
