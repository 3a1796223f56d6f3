import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { AmountField, EmailField, TextField } from '../common/http/fields';
import { PageQuery } from '../common/http/page';
import { AuthorizationView } from '../payments/authorization-view';
import { ContractView } from './contract-view';
import { type MilestoneStatus, milestoneStatuses } from './milestone';
import { MilestoneView } from './milestone-view';

export class CreateContractRequest {
  @TextField({ max: 200, example: 'Website redesign' }) title: string;
  @EmailField({ example: 'payee@example.com' }) payeeEmail: string;
  @TextField({ min: 3, max: 3, pattern: /^[A-Z]{3}$/, example: 'USD', description: 'ISO 4217' })
  currency: string;
}

export class CreateMilestoneRequest {
  @TextField({ max: 200, example: 'First draft' }) title: string;
  @TextField({ min: 0, max: 5_000, optional: true }) description?: string;
  @AmountField() amount: number;
}

export class EditMilestoneRequest {
  @TextField({ max: 200, optional: true }) title?: string;
  @TextField({ min: 0, max: 5_000, optional: true }) description?: string;
  @AmountField({ optional: true }) amount?: number;
}

export class FundAuthorizationRequest {
  @AmountField() amount: number;
  @TextField({
    max: 100,
    pattern: /^[A-Za-z0-9_-]+$/,
    example: 'pm_card_visa',
    description: "The gateway's token of a payment method.",
  })
  paymentMethod: string;
}

export class MilestoneQuery extends PageQuery {
  @ApiPropertyOptional({ enum: milestoneStatuses })
  @IsOptional()
  @IsIn([...milestoneStatuses])
  status?: MilestoneStatus;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() contractId?: string;
}

export class ContractPage {
  @ApiProperty({ type: [ContractView] }) items: ContractView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class AuthorizationPage {
  @ApiProperty({ type: [AuthorizationView] }) items: AuthorizationView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export class MilestonePage {
  @ApiProperty({ type: [MilestoneView] }) items: MilestoneView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
