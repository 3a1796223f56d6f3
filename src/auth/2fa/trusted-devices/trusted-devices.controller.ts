import { Controller, Delete, Get, HttpCode, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Id } from '../../../common/http/id-param';
import { PageQuery } from '../../../common/http/page';
import type { RequestContext } from '../../../common/http/request-context';
import { Context, CurrentUser, type Principal } from '../../sessions/principal';
import { clearTrustedDeviceCookie, PresentedDeviceToken } from './trusted-device-cookie';
import { TrustedDeviceListService } from './trusted-device-list.service';
import { TrustedDevicePage } from './trusted-device-view';

@ApiTags('second factor')
@Controller('2fa/trusted-devices')
export class TrustedDevicesController {
  constructor(private readonly devices: TrustedDeviceListService) {}

  @Get()
  @ApiOkResponse({ type: TrustedDevicePage })
  list(
    @CurrentUser() principal: Principal,
    @Query() query: PageQuery,
    @PresentedDeviceToken() presented: string | null,
  ): Promise<TrustedDevicePage> {
    return this.devices.list(principal, query, presented);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse({
    description: 'Sessions that the device opened without a second factor have ended.',
  })
  revoke(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Id() id: string,
  ): Promise<void> {
    return this.devices.revokeOne(principal, context, id);
  }

  @Delete()
  @HttpCode(204)
  @ApiNoContentResponse({ description: 'No device is trusted any more; those sessions have ended too.' })
  async revokeAll(
    @CurrentUser() principal: Principal,
    @Context() context: RequestContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.devices.revokeAll(principal, context);
    clearTrustedDeviceCookie(reply);
  }
}
