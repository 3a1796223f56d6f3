import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { ChallengeId } from '../auth/2fa/challenges/challenge-header';
import { NeedsTwoFactor } from '../auth/2fa/require-2fa.decorator';
import { Context, CurrentUser, OnlyFor, type Principal } from '../auth/sessions/principal';
import { Id } from '../common/http/id-param';
import { Idempotent } from '../common/http/idempotent';
import type { RequestContext } from '../common/http/request-context';
import { ProposalList } from '../dual-control/proposal-list.service';
import { ProposalView } from '../dual-control/proposals.dto';
import {
  AdminUserView,
  ChangeRoleRequest,
  CreateOperatorRequest,
  UnlockUserRequest,
  UserPage,
  UserQuery,
} from './admin-users.dto';
import { AdminUsers } from './admin-users.service';
import { OperatorCreation } from './operator-creation.service';
import { RoleChanges } from './role-changes.service';
import { UserUnlocking } from './user-unlocking.service';

@ApiTags('admin')
@OnlyFor('admin')
@Controller('admin/users')
export class AdminUsersController {
  constructor(
    private readonly users: AdminUsers,
    private readonly unlocking: UserUnlocking,
    private readonly roles: RoleChanges,
    private readonly creation: OperatorCreation,
    private readonly proposals: ProposalList,
  ) {}

  @Get()
  @ApiOkResponse({ type: UserPage, description: 'Newest first.' })
  list(@Query() query: UserQuery): Promise<UserPage> {
    return this.users.list(query);
  }

  @Get(':id')
  @ApiOkResponse({ type: AdminUserView })
  read(@Id() id: string): Promise<AdminUserView> {
    return this.users.one(id);
  }

  /** Admins and auditors only. Takes effect when another admin confirms it; a link to set a password is mailed then. */
  @Post()
  @HttpCode(202)
  @NeedsTwoFactor()
  @Idempotent()
  @ApiAcceptedResponse({ type: ProposalView })
  async create(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Body() { reason, ticket, ...wanted }: CreateOperatorRequest,
  ): Promise<ProposalView> {
    const why = { reason, ticket };
    return this.proposals.one(admin, await this.creation.propose(admin, context, wanted, why, challengeId));
  }

  /** Takes effect when another admin confirms it, and then with the next request of the person. */
  @Post(':id/role')
  @HttpCode(202)
  @NeedsTwoFactor()
  @Idempotent()
  @ApiAcceptedResponse({ type: ProposalView })
  async changeRole(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { accountType, ...why }: ChangeRoleRequest,
  ): Promise<ProposalView> {
    const proposalId = await this.roles.propose(admin, context, id, accountType, why, challengeId);
    return this.proposals.one(admin, proposalId);
  }

  /** Ends a lock of payment approval. Codes that were disabled stay so: that takes a new factor. Not of oneself. */
  @Post(':id/unlock')
  @HttpCode(200)
  @NeedsTwoFactor()
  @Idempotent()
  @ApiOkResponse({ type: AdminUserView })
  async unlock(
    @CurrentUser() admin: Principal,
    @Context() context: RequestContext,
    @ChallengeId() challengeId: string | null,
    @Id() id: string,
    @Body() { reason }: UnlockUserRequest,
  ): Promise<AdminUserView> {
    await this.unlocking.unlock(admin, context, id, reason, challengeId);
    return this.users.one(id);
  }
}
