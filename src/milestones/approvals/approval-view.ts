import { ApiProperty } from '@nestjs/swagger';
import { ChallengedPayeeView, ChallengeView } from '../../auth/2fa/challenges/challenge-view';
import { toJsonAmount } from '../../common/money';
import { PaymentView } from '../../payments/payment-view';
import { type ApprovalStatus, approvalStatuses } from './approval';
import { type PreviewItem, payeesOf } from './preview';
import { StepUpView, viewStepUp } from './step-up-view';

export class PreviewItemView {
  @ApiProperty({ format: 'uuid' }) milestoneId: string;
  @ApiProperty({ format: 'uuid' }) contractId: string;
  @ApiProperty() title: string;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: 'integer', format: 'int64' }) amount: number;
  @ApiProperty({ format: 'uuid' }) payeeId: string;
  @ApiProperty() paymentMethod: string;
}

export class PreviewView {
  @ApiProperty({ type: [PreviewItemView] }) items: PreviewItemView[];
  @ApiProperty({ type: 'integer', format: 'int64' }) total: number;
  @ApiProperty({ example: 'USD' }) currency: string;
  @ApiProperty({ type: [ChallengedPayeeView] }) payees: ChallengedPayeeView[];
  @ApiProperty({ description: 'That of the first milestone.' }) paymentMethod: string;
}

export class ApprovalView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ enum: approvalStatuses }) status: ApprovalStatus;
  @ApiProperty({ type: PreviewView }) preview: PreviewView;
  @ApiProperty({ type: StepUpView }) stepUp: StepUpView;
  @ApiProperty({ type: ChallengeView, nullable: true }) challenge: ChallengeView | null;
  @ApiProperty({ type: [PaymentView] }) payments: PaymentView[];
}

export interface ApprovalRow {
  id: string;
  status: ApprovalStatus;
  paymentMethod: string;
  total: bigint;
  currency: string;
  stepUpRequired: boolean;
  stepUpReasons: string[];
  stepUpSignals: string[];
}

export function viewApproval(
  approval: ApprovalRow,
  items: readonly PreviewItem[],
  newPayees: ReadonlySet<string>,
  challenge: ChallengeView | null,
  payments: PaymentView[],
): ApprovalView {
  const { id, status, paymentMethod, total, currency, stepUpRequired, stepUpReasons, stepUpSignals } =
    approval;
  return {
    id,
    status,
    preview: {
      items: items.map(
        ({ milestoneId, contractId, title, version, amount, payeeId, paymentMethod: paidBy }) => ({
          milestoneId,
          contractId,
          title,
          version,
          amount: toJsonAmount(amount),
          payeeId,
          paymentMethod: paidBy,
        }),
      ),
      total: toJsonAmount(total),
      currency,
      payees: payeesOf(items, newPayees),
      paymentMethod,
    },
    stepUp: viewStepUp(stepUpRequired, stepUpReasons, stepUpSignals),
    challenge,
    payments,
  };
}
