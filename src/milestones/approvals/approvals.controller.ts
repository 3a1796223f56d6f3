import { Body, Controller, Delete, Get, HttpCode, Post, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  PresentedDeviceToken,
  setTrustedDeviceCookie,
} from '../../auth/2fa/trusted-devices/trusted-device-cookie';
import { Context, CurrentUser, OnlyFor, type Principal } from '../../auth/sessions/principal';
import { Id } from '../../common/http/id-param';
import { IdempotencyKey, Idempotent } from '../../common/http/idempotent';
import type { RequestContext } from '../../common/http/request-context';
import { ApprovalService } from './approval.service';
import { ApprovalRetry } from './approval-retry.service';
import { ApprovalVerification } from './approval-verification.service';
import { ApprovalView } from './approval-view';
import {
  isUnderWay,
  StartApprovalRequest,
  VerifyAndPayRequest,
  VerifyAndPayView,
  viewResults,
} from './approvals.dto';

@ApiTags('approvals')
@OnlyFor('client')
@Controller('milestones')
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalService,
    private readonly verification: ApprovalVerification,
    private readonly retries: ApprovalRetry,
  ) {}

  @Post('approvals')
  @Idempotent()
  @ApiCreatedResponse({ type: ApprovalView })
  start(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @IdempotencyKey() key: string,
    @PresentedDeviceToken() deviceToken: string | null,
    @Body() { milestoneIds }: StartApprovalRequest,
  ): Promise<ApprovalView> {
    return this.approvals.start(
      { principal, context, deviceToken },
      milestoneIds.map((id) => id.toLowerCase()),
      key,
    );
  }

  @Get('approvals/:id')
  @ApiOkResponse({ type: ApprovalView })
  read(@CurrentUser() client: Principal, @Id() id: string): Promise<ApprovalView> {
    return this.approvals.read(client, id);
  }

  @Delete('approvals/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  cancel(
    @CurrentUser() client: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<void> {
    return this.approvals.cancel(client, context, id);
  }

  /** All payments of it that the gateway has refused for good, without a new code, while the milestones are unchanged. */
  @Post('approvals/:id/retry')
  @Idempotent()
  @HttpCode(200)
  @ApiOkResponse({ type: ApprovalView, description: 'Each payment has its final outcome.' })
  @ApiAcceptedResponse({ type: ApprovalView, description: 'Some are still under way.' })
  async retry(
    @CurrentUser() client: Principal,
    @Context() context: RequestContext,
    @IdempotencyKey() key: string,
    @Id() id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalView> {
    const approval = await this.retries.retry(client, context, id, key);
    if (isUnderWay(approval.payments))
      reply.status(202).header('Location', `/api/milestones/approvals/${id}`);
    return approval;
  }

  /** Its challenge makes it single-use, so it needs no Idempotency-Key: a repetition answers 409 and changes nothing. */
  @Post('verify-and-pay')
  @HttpCode(200)
  @ApiOkResponse({ type: VerifyAndPayView, description: 'Each payment has its final outcome.' })
  @ApiAcceptedResponse({
    type: VerifyAndPayView,
    description: 'Some are still under way; `Location` tells where to look.',
  })
  async verifyAndPay(
    @CurrentUser() client: Principal,
    @Context() context: RequestContext,
    @Body() { approvalId, code, credential, trustDevice = false }: VerifyAndPayRequest,
    @PresentedDeviceToken() deviceToken: string | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VerifyAndPayView> {
    const id = approvalId.toLowerCase();
    const entered = { code, credential, trustDevice, deviceToken };
    const { results, device } = await this.verification.verifyAndPay(client, context, id, entered);
    if (device) setTrustedDeviceCookie(reply, device);
    if (isUnderWay(results)) reply.status(202).header('Location', `/api/milestones/approvals/${id}`);
    return viewResults(id, results, device !== null);
  }
}
