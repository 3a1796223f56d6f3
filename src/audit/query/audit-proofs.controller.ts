import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { Id } from '../../common/http/id-param';
import { PageQuery } from '../../common/http/page';
import type { RequestContext } from '../../common/http/request-context';
import { SigningKeys } from '../sealing/signing-keys';
import { AuditIntegrity } from './audit-integrity.service';
import {
  AuditCheckpointPage,
  AuditConsistencyQuery,
  AuditConsistencyView,
  AuditIntegrityView,
  AuditProofView,
  AuditVerifierKeys,
} from './audit-proofs.dto';
import { AuditProofs } from './audit-proofs.service';
import { RecordsItself } from './recorded-reads.interceptor';

@ApiTags('audit')
@OnlyFor('auditor', 'admin')
@Controller('audit')
export class AuditProofsController {
  constructor(
    private readonly proofs: AuditProofs,
    private readonly integrity: AuditIntegrity,
    private readonly signingKeys: SigningKeys,
  ) {}

  @Get('events/:id/proof')
  @RecordsItself()
  @ApiOkResponse({
    type: AuditProofView,
    description: 'That the event is in the log which a checkpoint was signed for.',
  })
  proof(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<AuditProofView> {
    return this.proofs.inclusion(userId, context, id);
  }

  @Get('checkpoints')
  @RecordsItself()
  @ApiOkResponse({ type: AuditCheckpointPage, description: 'Newest first.' })
  checkpoints(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Query() query: PageQuery,
  ): Promise<AuditCheckpointPage> {
    return this.proofs.checkpoints(userId, context, query);
  }

  @Get('consistency')
  @RecordsItself()
  @ApiOkResponse({
    type: AuditConsistencyView,
    description: 'That the log extends the one of an earlier checkpoint.',
  })
  consistency(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
    @Query() query: AuditConsistencyQuery,
  ): Promise<AuditConsistencyView> {
    return this.proofs.consistency(userId, context, query);
  }

  @Get('keys')
  @ApiOkResponse({ type: AuditVerifierKeys })
  async keys(): Promise<AuditVerifierKeys> {
    return { items: await this.signingKeys.verifierKeys() };
  }

  @Get('integrity')
  @RecordsItself()
  @ApiOkResponse({
    type: AuditIntegrityView,
    description: 'Verifies another part of the log and tells what was found so far.',
  })
  report(
    @CurrentUser() { userId }: Principal,
    @Context() context: RequestContext,
  ): Promise<AuditIntegrityView> {
    return this.integrity.report(userId, context);
  }
}
