import { ApiProperty } from '@nestjs/swagger';
import { explain, type HoldStatus, holdStatuses, mayLift, type Side, type Stop, statusOf } from './hold';
import type { Hold } from './hold.entity';

/** What stops a payment, as its reader is told. */
export class PaymentHoldView {
  @ApiProperty({
    example: 'recovery',
    description: 'For payees always `security-check`.',
  })
  reason: string;
  @ApiProperty({ description: 'In plain words; payees do not learn why.' }) explanation: string;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null: until it is lifted.',
  })
  endsAt: string | null;
}

export function viewStop({ reason, since, endsAt }: Stop, side: Side): PaymentHoldView {
  return {
    ...explain(reason, side),
    since: since.toISOString(),
    endsAt: endsAt?.toISOString() ?? null,
  };
}

export const holdScopes = ['account', 'approval', 'payment'] as const;
export type HoldScope = (typeof holdScopes)[number];

export class HoldView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: holdStatuses }) status: HoldStatus;
  @ApiProperty({
    enum: holdScopes,
    description: 'Whether it stops all payments, those of one approval, or one payment.',
  })
  scope: HoldScope;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) approvalId: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) paymentId: string | null;
  @ApiProperty({ example: 'recovery' }) reason: string;
  @ApiProperty({ description: 'In plain words.' }) explanation: string;
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null: until it is lifted.',
  })
  endsAt: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) liftedAt: string | null;
}

export class HoldPage {
  @ApiProperty({ type: [HoldView] }) items: HoldView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class HeldClientView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
  @ApiProperty() email: string;
}

export class AdminHoldView extends HoldView {
  @ApiProperty({ type: HeldClientView }) client: HeldClientView;
  @ApiProperty({ description: 'The flow that placed it.', example: 'account-recovery' }) source: string;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'Null when nobody was logged in.',
  })
  placedBy: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the admin placed it who did; else null.' })
  note: string | null;
  @ApiProperty({ type: 'integer', description: 'Payments that it stops now.' }) paymentsHeld: number;
  @ApiProperty({ description: 'Whether you may lift it: it is live and you had no part in it.' })
  liftable: boolean;
  @ApiProperty({ type: String, format: 'uuid', nullable: true }) liftedBy: string | null;
  @ApiProperty({ type: String, nullable: true }) liftReason: string | null;
}

export class PlacedHoldView extends AdminHoldView {
  @ApiProperty({
    type: 'integer',
    description:
      'Payments that are with the gateway already: it stops them only if the gateway has never heard of them.',
  })
  paymentsUnderWay: number;
}

export class AdminHoldPage {
  @ApiProperty({ type: [AdminHoldView] }) items: AdminHoldView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export type HoldRow = Omit<Hold, 'endedAt'> & Record<string, unknown>;

export type AdminHoldRow = HoldRow & { clientName: string; clientEmail: string; paymentsHeld: number };

/** For the client whose payments it stops. */
export function viewHold(hold: HoldRow, now: Date): HoldView {
  const { id, approvalId, paymentId, reason, placedAt: since, endsAt, liftedAt } = hold;
  return {
    id,
    status: statusOf(hold, now),
    scope: paymentId ? 'payment' : approvalId ? 'approval' : 'account',
    approvalId,
    paymentId,
    ...viewStop({ reason, since, endsAt }, 'client'),
    liftedAt: liftedAt?.toISOString() ?? null,
  };
}

/** For admins, who may lift it, and auditors, who may not. */
export function viewHoldForAdmin(
  hold: AdminHoldRow,
  readerId: string,
  isAdmin: boolean,
  now: Date,
): AdminHoldView {
  const { clientId, clientName, clientEmail, source, placedBy, paymentsHeld, liftedBy, liftReason, note } =
    hold;
  const view = viewHold(hold, now);
  return {
    ...view,
    client: { id: clientId, name: clientName, email: clientEmail },
    source,
    placedBy,
    note,
    paymentsHeld,
    liftable: isAdmin && view.status === 'live' && mayLift(readerId, hold),
    liftedBy,
    liftReason,
  };
}
