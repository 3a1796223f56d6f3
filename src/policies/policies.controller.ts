import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { PageQuery } from '../common/http/page';
import type { RequestContext } from '../common/http/request-context';
import type { AccountType } from '../users/account-type';
import { AccountTypeParam, OfAccountType, OfVersion, VersionParam } from './path-params';
import {
  PolicyImpactQuery,
  PolicyImpactView,
  PolicyListView,
  PolicyVersionPage,
  PolicyVersionView,
  PolicyView,
  PutPolicyRequest,
  RestorePolicyRequest,
} from './policies.dto';
import { PolicyAdministration } from './policy-administration.service';
import { PolicyHistory } from './policy-history.service';
import { PolicyImpact } from './policy-impact.service';

@ApiTags('policies')
@OnlyFor('admin')
@Controller('admin/2fa-policies')
export class PoliciesController {
  constructor(
    private readonly administration: PolicyAdministration,
    private readonly history: PolicyHistory,
    private readonly impacts: PolicyImpact,
  ) {}

  @Get()
  @ApiOkResponse({ type: PolicyListView, description: 'What is in force, for each account type.' })
  async list(): Promise<PolicyListView> {
    return { items: await this.history.inForce() };
  }

  @Get(':accountType')
  @OfAccountType()
  @ApiOkResponse({ type: PolicyView })
  read(@AccountTypeParam() accountType: AccountType): Promise<PolicyView> {
    return this.history.read(accountType);
  }

  /** Adds a version. Admins cannot ask less of admins: that takes a second one. */
  @Put(':accountType')
  @OfAccountType()
  @NeedsTwoFactor()
  @ApiOkResponse({ type: PolicyVersionView })
  async put(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @AccountTypeParam() accountType: AccountType,
    @ChallengeId() challengeId: string | null,
    @Body() { largePaymentAbove, emailMaxAmount, ...rest }: PutPolicyRequest,
  ): Promise<PolicyVersionView> {
    const amounts = {
      largePaymentAbove: toAmount(largePaymentAbove),
      emailMaxAmount: toAmount(emailMaxAmount),
    };
    const wanted = { ...rest, ...amounts };
    const version = await this.administration.put(admin, context, accountType, wanted, { challengeId });
    return this.history.version(accountType, version);
  }

  /** Without parameters: what the version in force means to people now. */
  @Get(':accountType/impact')
  @OfAccountType()
  @ApiOkResponse({ type: PolicyImpactView })
  impact(
    @AccountTypeParam() accountType: AccountType,
    @Query() { limit, cursor, impact, startsAt, ...wanted }: PolicyImpactQuery,
  ): Promise<PolicyImpactView> {
    return this.impacts.preview(accountType, { wanted, startsAt, impact, page: { limit, cursor } });
  }

  @Get(':accountType/versions')
  @OfAccountType()
  @ApiOkResponse({ type: PolicyVersionPage, description: 'Newest first.' })
  versions(
    @AccountTypeParam() accountType: AccountType,
    @Query() query: PageQuery,
  ): Promise<PolicyVersionPage> {
    return this.history.list(accountType, query);
  }

  /** Brings the rules of an older version back, as a new one. */
  @Post(':accountType/versions/:version/restore')
  @OfVersion()
  @HttpCode(200)
  @NeedsTwoFactor()
  @ApiOkResponse({ type: PolicyVersionView })
  async restore(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @AccountTypeParam() accountType: AccountType,
    @VersionParam() version: number,
    @ChallengeId() challengeId: string | null,
    @Body() announcement: RestorePolicyRequest,
  ): Promise<PolicyVersionView> {
    const added = await this.administration.restore(admin, context, accountType, version, announcement, {
      challengeId,
    });
    return this.history.version(accountType, added);
  }
}

function toAmount(value: number | null | undefined): bigint | null | undefined {
  return typeof value === 'number' ? BigInt(value) : value;
}
