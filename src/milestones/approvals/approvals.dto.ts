import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsUUID } from 'class-validator';
import { ProofRequest } from '../../auth/2fa/2fa.dto';
import { FlagField, IdField } from '../../common/http/fields';
import { toJsonAmount } from '../../common/money';
import { PaymentHoldView, viewStop } from '../../payments/holds/hold-view';
import { failureReasons, type PaymentStatus } from '../../payments/payment';
import { PaymentFailureView } from '../../payments/payment-view';
import type { ReleaseResult } from '../../payments/release.service';

const MAX_MILESTONES = 100;

export class StartApprovalRequest {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: MAX_MILESTONES, uniqueItems: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_MILESTONES)
  @ArrayUnique((id) => (typeof id === 'string' ? id.toLowerCase() : id), {
    message: 'each milestone can be listed once',
  })
  @IsUUID(undefined, { each: true })
  milestoneIds: string[];
}

export class VerifyAndPayRequest extends ProofRequest {
  @IdField() approvalId: string;
  @FlagField({
    optional: true,
    description:
      'Spares this browser the second step of logins for 30 days, see `POST /api/2fa/validate`. No payment is spared a code by it.',
  })
  trustDevice?: boolean;
}

export class ReleasedPaymentView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) milestoneId: string;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ enum: ['released', 'processing', 'unknown', 'failed', 'held'] }) status: string;
  @ApiProperty({ type: PaymentFailureView, nullable: true }) failure: PaymentFailureView | null;
  @ApiProperty({ type: PaymentHoldView, nullable: true }) hold: PaymentHoldView | null;
}

export class VerifyAndPayView {
  @ApiProperty({ description: 'False when the gateway refused a payment; the approval stands.' })
  success: boolean;
  @ApiProperty({ format: 'uuid' }) approvalId: string;
  @ApiProperty({ format: 'uuid', description: 'The first payment.' }) paymentId: string;
  @ApiProperty({ type: [ReleasedPaymentView] }) payments: ReleasedPaymentView[];
  @ApiProperty({
    description: 'Whether this request made the browser a trusted one, or kept it so for longer.',
  })
  deviceTrusted: boolean;
}

export function viewResults(
  approvalId: string,
  results: readonly ReleaseResult[],
  deviceTrusted: boolean,
): VerifyAndPayView {
  return {
    success: results.every(({ status }) => status !== 'failed'),
    approvalId,
    paymentId: results[0]?.payment.id ?? '',
    payments: results.map(({ payment: { id, milestoneId, amount, currency }, status, failure, hold }) => ({
      id,
      milestoneId,
      amount: toJsonAmount(amount),
      currency,
      status,
      failure: failure === null ? null : { code: failure, reason: failureReasons[failure] },
      hold: hold && viewStop(hold, 'client'),
    })),
    deviceTrusted,
  };
}

/** Whether the client has to look again later. */
export function isUnderWay(results: readonly { status: PaymentStatus }[]): boolean {
  return results.some(({ status }) => status !== 'released' && status !== 'failed');
}
