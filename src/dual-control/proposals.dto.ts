import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import { TextField } from '../common/http/fields';
import { PageQuery } from '../common/http/page';
import { type AccountType, accountTypes } from '../users/account-type';
import { type ProposalStatus, proposalStatuses } from './proposal';

export class ProposalQuery extends PageQuery {
  @ApiPropertyOptional({ enum: proposalStatuses })
  @IsOptional()
  @IsIn([...proposalStatuses])
  status?: ProposalStatus;
  @ApiPropertyOptional({ example: 'policy-change' })
  @IsOptional()
  @Matches(/^[a-z][a-z-]{0,39}$/)
  kind?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() subjectId?: string;
}

export class TurnDownProposalRequest {
  @TextField({ max: 500, pattern: /\S/, example: 'The ticket does not say so.' }) reason: string;
}

export class ProposalActorView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() name: string;
}

export class ProposalSubjectView extends ProposalActorView {
  @ApiProperty({ format: 'email' }) email: string;
  @ApiProperty({ enum: accountTypes }) accountType: AccountType;
}

export class ProposalView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ example: 'policy-change' }) kind: string;
  @ApiProperty({ description: 'Completes "An admin wants to …".' }) title: string;
  @ApiProperty({ enum: proposalStatuses }) status: ProposalStatus;
  @ApiProperty({ type: ProposalSubjectView, nullable: true, description: 'Whose account it is about.' })
  account: ProposalSubjectView | null;
  @ApiProperty({ type: Object, description: 'Exactly what will be done; depends on the kind.' })
  change: object;
  @ApiProperty() reason: string;
  @ApiProperty({ type: String, nullable: true }) ticket: string | null;
  @ApiProperty({ type: ProposalActorView }) openedBy: ProposalActorView;
  @ApiProperty({ format: 'date-time' }) openedAt: string;
  @ApiProperty({ format: 'date-time' }) expiresAt: string;
  @ApiProperty({ type: ProposalActorView, nullable: true }) decidedBy: ProposalActorView | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) decidedAt: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why it was turned down.' }) note: string | null;
  @ApiProperty({ description: 'Whether you may confirm it: it is open, not yours and not about you.' })
  confirmable: boolean;
}

export class ProposalPage {
  @ApiProperty({ type: [ProposalView] }) items: ProposalView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}
