import { ApiProperty } from '@nestjs/swagger';
import { toJsonAmount } from '../common/money';
import { type DisputeStatus, explainDispute } from './disputes/dispute';
import type { HoldReason, Side } from './holds/hold';
import { PaymentHoldView, viewStop } from './holds/hold-view';
import { failureReasons, type PaymentFailure, type PaymentStatus } from './payment';

const statuses = [
  'pending',
  'processing',
  'released',
  'failed',
  'unknown',
  'held',
] as const satisfies readonly PaymentStatus[];

const disputeStatuses: DisputeStatus[] = ['open', 'won', 'lost', 'closed'];

export class PaymentFailureView {
  @ApiProperty({ example: 'declined' }) code: string;
  @ApiProperty() reason: string;
}

export class PaymentDisputeView {
  @ApiProperty({ enum: disputeStatuses }) status: DisputeStatus;
  @ApiProperty({ description: 'In plain words, for the one who reads it.' }) explanation: string;
  @ApiProperty({ example: 'fraudulent' }) reason: string;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) closedAt: string | null;
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
  @ApiProperty({
    type: PaymentHoldView,
    nullable: true,
    description:
      'Why it is `held`, and until when; null again when the last hold has ended and it is about to go on.',
  })
  hold: PaymentHoldView | null;
  @ApiProperty({
    type: PaymentDisputeView,
    nullable: true,
    description:
      'The client has disputed the charge that paid it. All payments from one authorization are one charge.',
  })
  dispute: PaymentDisputeView | null;
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'What went back to the client of all that was captured from the same authorization.',
  })
  refunded: number;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) releasedAt: string | null;
}

export interface PaymentRow extends Record<string, unknown> {
  id: string;
  clientId: string;
  approvalId: string;
  milestoneId: string;
  payeeId: string;
  amount: bigint;
  currency: string;
  status: PaymentStatus;
  failure: string | null;
  createdAt: Date;
  releasedAt: Date | null;
  holdReason: HoldReason | null;
  holdPlacedAt: Date;
  holdEndsAt: Date | null;
  dispute: Omit<PaymentDisputeView, 'explanation'> | null;
  refunded: bigint | null;
}

/** As its client or its payee sees it. */
export function viewPayment(payment: PaymentRow, readerId: string): PaymentView {
  const { id, approvalId, milestoneId, payeeId, amount, currency, status, failure } = payment;
  return {
    id,
    approvalId,
    milestoneId,
    payeeId,
    amount: toJsonAmount(amount),
    currency,
    status,
    failure: failure === null ? null : { code: failure, reason: failureReasons[failure as PaymentFailure] },
    hold: viewHold(payment, readerId),
    dispute: payment.dispute && viewDispute(payment.dispute, sideOf(payment, readerId)),
    refunded: toJsonAmount(payment.refunded ?? 0n),
    createdAt: payment.createdAt.toISOString(),
    releasedAt: payment.releasedAt?.toISOString() ?? null,
  };
}

function sideOf({ clientId }: PaymentRow, readerId: string): Side {
  return readerId === clientId ? 'client' : 'payee';
}

function viewDispute(
  { openedAt, closedAt, ...dispute }: Omit<PaymentDisputeView, 'explanation'>,
  side: Side,
): PaymentDisputeView {
  return {
    ...dispute,
    explanation: explainDispute(dispute.status, side),
    openedAt: new Date(openedAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
  };
}

function viewHold(payment: PaymentRow, readerId: string): PaymentHoldView | null {
  const { holdReason: reason, holdPlacedAt, holdEndsAt: endsAt, createdAt } = payment;
  if (reason === null) return null;
  const since = holdPlacedAt > createdAt ? holdPlacedAt : createdAt;
  return viewStop({ reason, since, endsAt }, sideOf(payment, readerId));
}
