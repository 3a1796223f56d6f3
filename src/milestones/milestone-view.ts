import { ApiProperty } from '@nestjs/swagger';
import { toJsonAmount } from '../common/money';
import { PaymentView } from '../payments/payment-view';
import { PartyView } from './contract-view';
import { type MilestoneStatus, milestoneStatuses } from './milestone';

export class MilestoneView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) contractId: string;
  @ApiProperty() title: string;
  @ApiProperty({ type: String, nullable: true }) description: string | null;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ type: PartyView }) payee: PartyView;
  @ApiProperty({ enum: milestoneStatuses }) status: MilestoneStatus;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) submittedAt: string | null;
  @ApiProperty({ type: PaymentView, nullable: true, description: 'The newest one.' })
  payment: PaymentView | null;
}

export interface MilestoneRow extends Record<string, unknown> {
  id: string;
  contractId: string;
  title: string;
  description: string | null;
  amount: bigint;
  currency: string;
  payeeId: string;
  payeeName: string;
  clientId: string;
  status: MilestoneStatus;
  version: number;
  createdAt: Date;
  submittedAt: Date | null;
}

export function viewMilestone(milestone: MilestoneRow, payment: PaymentView | null): MilestoneView {
  const { id, contractId, title, description, amount, currency, payeeId, payeeName, status, version } =
    milestone;
  return {
    id,
    contractId,
    title,
    description,
    amount: toJsonAmount(amount),
    currency,
    payee: { id: payeeId, name: payeeName },
    status,
    version,
    createdAt: milestone.createdAt.toISOString(),
    submittedAt: milestone.submittedAt?.toISOString() ?? null,
    payment,
  };
}
