import { ApiProperty } from '@nestjs/swagger';
import { type ContractStatus, contractStatuses } from './contract.entity';

export class PartyView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
}

export class ContractView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() title: string;
  @ApiProperty({ type: PartyView }) client: PartyView;
  @ApiProperty({ type: PartyView }) payee: PartyView;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ enum: contractStatuses, description: 'Ended when one of its parties was erased.' })
  status: ContractStatus;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
}

export interface ContractRow extends Record<string, unknown> {
  id: string;
  title: string;
  clientId: string;
  clientName: string;
  payeeId: string;
  payeeName: string;
  currency: string;
  status: ContractStatus;
  createdAt: Date;
}

export function viewContract({
  id,
  title,
  clientId,
  clientName,
  payeeId,
  payeeName,
  currency,
  status,
  createdAt,
}: ContractRow): ContractView {
  return {
    id,
    title,
    client: { id: clientId, name: clientName },
    payee: { id: payeeId, name: payeeName },
    currency,
    status,
    createdAt: createdAt.toISOString(),
  };
}
