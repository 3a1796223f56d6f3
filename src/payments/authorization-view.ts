import { ApiProperty } from '@nestjs/swagger';
import { toJsonAmount } from '../common/money';
import type { Authorization, AuthorizationStatus } from './authorization.entity';

const statuses: AuthorizationStatus[] = ['pending', 'active', 'declined'];

export class AuthorizationView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: statuses, description: 'pending: the gateway has not answered yet.' })
  status: AuthorizationStatus;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ type: 'integer', format: 'int64', description: 'What no approval has drawn yet.' })
  remaining: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Null unless it is active.',
  })
  expiresAt: string | null;
}

export function viewAuthorization({
  id,
  status,
  amount,
  remaining,
  currency,
  expiresAt,
}: Authorization): AuthorizationView {
  return {
    id,
    status,
    amount: toJsonAmount(amount),
    remaining: toJsonAmount(remaining),
    currency,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
