import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Idempotent } from '../common/http/idempotent';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import { ProposalList } from '../dual-control/proposal-list.service';
import { ProposalView } from '../dual-control/proposals.dto';
import { AccountTypeParam, accountTypeFrom, versionFrom } from './account-type-param';
import {
  PolicyListView,
  PolicyVersionPage,
  PolicyVersionView,
  PolicyView,
  ProposePolicyRequest,
  PutPolicyRequest,
  RestorePolicyRequest,
} from './policies.dto';
import { PolicyAdministration } from './policy-administration.service';
import { PolicyHistory } from './policy-history.service';
import { PolicyImpactQuery, PolicyImpactView } from './policy-impact.dto';
import { PolicyImpact } from './policy-impact.service';
import { PolicyProposals } from './policy-proposals.service';

@ApiTags('policies')
@OnlyFor('admin')
@Controller('admin/2fa-policies')
export class PoliciesController {
  constructor(
    private readonly administration: PolicyAdministration,
    private readonly history: PolicyHistory,
    private readonly impacts: PolicyImpact,
    private readonly proposals: PolicyProposals,
    private readonly proposalList: ProposalList,
  ) {}

  @Get()
  @ApiOkResponse({
    type: PolicyListView,
    description: 'What is in force and what is scheduled, for each account type.',
  })
  async list(): Promise<PolicyListView> {
    return { items: await this.history.inForce() };
  }

  @Get(':accountType')
  @ApiOkResponse({ type: PolicyView })
  read(@AccountTypeParam() accountType: string): Promise<PolicyView> {
    return this.history.read(accountTypeFrom(accountType));
  }

  /** Adds a version. Admins cannot ask less of admins: that takes a second one, see `POST …/proposals`. */
  @Put(':accountType')
  @NeedsTwoFactor()
  @ApiOkResponse({ type: PolicyVersionView })
  async put(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @AccountTypeParam() accountType: string,
    @ChallengeId() challengeId: string | null,
    @Body() request: PutPolicyRequest,
  ): Promise<PolicyVersionView> {
    const type = accountTypeFrom(accountType);
    const wanted = withAmounts(request);
    const version = await this.administration.put(admin, context, type, wanted, { challengeId });
    return this.history.version(type, version);
  }

  /** The way to ask less of admins: another admin has to confirm just these rules, see `/api/admin/proposals`. */
  @Post(':accountType/proposals')
  @HttpCode(202)
  @NeedsTwoFactor()
  @Idempotent()
  @ApiAcceptedResponse({ type: ProposalView })
  async propose(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @AccountTypeParam() accountType: string,
    @ChallengeId() challengeId: string | null,
    @Body() request: ProposePolicyRequest,
  ): Promise<ProposalView> {
    const type = accountTypeFrom(accountType);
    const wanted = { ...withAmounts(request), reason: request.reason };
    const id = await this.proposals.propose(admin, context, type, wanted, challengeId);
    return this.proposalList.one(admin, id);
  }

  /** Without parameters: what the version in force means to people now. */
  @Get(':accountType/impact')
  @ApiOkResponse({ type: PolicyImpactView })
  impact(
    @CurrentUser() admin: Principal,
    @AccountTypeParam() accountType: string,
    @Query() { limit, cursor, impact, startsAt, ...wanted }: PolicyImpactQuery,
  ): Promise<PolicyImpactView> {
    return this.impacts.preview(admin, accountTypeFrom(accountType), {
      wanted: withAmounts(wanted),
      startsAt,
      impact,
      page: { limit, cursor },
    });
  }

  @Get(':accountType/versions')
  @ApiOkResponse({ type: PolicyVersionPage, description: 'Newest first.' })
  versions(@AccountTypeParam() accountType: string, @Query() query: PageQuery): Promise<PolicyVersionPage> {
    return this.history.list(accountTypeFrom(accountType), query);
  }

  @Get(':accountType/versions/:version')
  @ApiParam({ name: 'version', schema: { type: 'integer', minimum: 1 } })
  @ApiOkResponse({ type: PolicyVersionView })
  version(
    @AccountTypeParam() accountType: string,
    @Param('version') version: string,
  ): Promise<PolicyVersionView> {
    return this.history.version(accountTypeFrom(accountType), versionFrom(version));
  }

  /** Brings the rules of an older version back, as a new one. */
  @Post(':accountType/restore')
  @HttpCode(200)
  @NeedsTwoFactor()
  @ApiOkResponse({ type: PolicyVersionView })
  async restore(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @AccountTypeParam() accountType: string,
    @ChallengeId() challengeId: string | null,
    @Body() { version, ...announcement }: RestorePolicyRequest,
  ): Promise<PolicyVersionView> {
    const type = accountTypeFrom(accountType);
    const added = await this.administration.restore(admin, context, type, version, announcement, {
      challengeId,
    });
    return this.history.version(type, added);
  }
}

function withAmounts<R extends { largePaymentAbove?: number | null; emailMaxAmount?: number | null }>({
  largePaymentAbove,
  emailMaxAmount,
  ...rest
}: R) {
  return {
    ...rest,
    largePaymentAbove: toAmount(largePaymentAbove),
    emailMaxAmount: toAmount(emailMaxAmount),
  };
}

function toAmount(value: number | null | undefined): bigint | null | undefined {
  return typeof value === 'number' ? BigInt(value) : value;
}
