import { ApiProperty } from '@nestjs/swagger';
import { toJsonAmount } from '../common/money';
import { type CaptureFailure, failureReasons, type PaymentStatus } from './payment';

const statuses = [
  'pending',
  'processing',
  'released',
  'failed',
  'unknown',
  'held',
] as const satisfies readonly PaymentStatus[];

export class PaymentFailureView {
  @ApiProperty({ example: 'declined' }) code: string;
  @ApiProperty() reason: string;
}

export class PaymentView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) approvalId: string;
  @ApiProperty({ format: 'uuid' }) milestoneId: string;
  @ApiProperty({ format: 'uuid' }) payeeId: string;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ enum: statuses }) status: PaymentStatus;
  @ApiProperty({ type: PaymentFailureView, nullable: true }) failure: PaymentFailureView | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) releasedAt: string | null;
}

export interface PaymentRow {
  id: string;
  approvalId: string;
  milestoneId: string;
  payeeId: string;
  amount: bigint;
  currency: string;
  status: PaymentStatus;
  failure: string | null;
  createdAt: Date;
  releasedAt: Date | null;
}

export function viewPayment(payment: PaymentRow): PaymentView {
  const { id, approvalId, milestoneId, payeeId, amount, currency, status, failure } = payment;
  return {
    id,
    approvalId,
    milestoneId,
    payeeId,
    amount: toJsonAmount(amount),
    currency,
    status,
    failure: failure === null ? null : { code: failure, reason: failureReasons[failure as CaptureFailure] },
    createdAt: payment.createdAt.toISOString(),
    releasedAt: payment.releasedAt?.toISOString() ?? null,
  };
}
