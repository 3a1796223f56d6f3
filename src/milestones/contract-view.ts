import { ApiProperty } from '@nestjs/swagger';

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
  @ApiProperty({ enum: ['active'] }) status: 'active';
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
  status: 'active';
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
