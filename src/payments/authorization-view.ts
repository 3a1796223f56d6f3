import { ApiProperty } from '@nestjs/swagger';
import { toJsonAmount } from '../common/money';
import type { Authorization, AuthorizationStatus } from './authorization.entity';
import { declineOf } from './decline';
import type { Captures } from './payment-gateway';

/** That an active authorization has expired is a matter of time. */
type ShownStatus = AuthorizationStatus | 'expired';

const statuses: ShownStatus[] = ['pending', 'active', 'expired', 'voiding', 'voided', 'declined'];
const captures: Captures[] = ['one', 'many'];

export class DeclineView {
  @ApiProperty({ example: 'insufficient-funds' }) code: string;
  @ApiProperty() reason: string;
}

export class AuthorizationView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({
    enum: statuses,
    description:
      'pending: the gateway has not answered yet. voiding: what was left is being given back, and nothing can be paid from it.',
  })
  status: ShownStatus;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({
    type: 'integer',
    format: 'int64',
    description: 'What an approval can still draw; 0 once it has expired or was let go.',
  })
  remaining: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({
    enum: captures,
    description: 'one: it funds a single payment, and what that leaves goes back to the client.',
  })
  captures: Captures;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null while it is pending, and when it was declined.',
  })
  expiresAt: string | null;
  @ApiProperty({ type: DeclineView, nullable: true }) decline: DeclineView | null;
}

export function viewAuthorization(authorization: Authorization, now: Date): AuthorizationView {
  const { id, amount, remaining, currency, captures, expiresAt, declineReason } = authorization;
  const status = shownStatus(authorization, now);
  return {
    id,
    status,
    amount: toJsonAmount(amount),
    remaining: ['active', 'pending'].includes(status) ? toJsonAmount(remaining) : 0,
    currency,
    captures,
    expiresAt: expiresAt?.toISOString() ?? null,
    decline:
      status === 'declined'
        ? { code: declineReason ?? 'declined', reason: declineOf(declineReason).detail }
        : null,
  };
}

function shownStatus({ status, expiresAt }: Authorization, now: Date): ShownStatus {
  return status === 'active' && expiresAt !== null && expiresAt <= now ? 'expired' : status;
}
