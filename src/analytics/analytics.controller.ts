import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { OnlyFor } from '../auth/sessions/principal';
import { AnalyticsQuery, TwoFactorAnalytics } from './analytics.dto';
import { AnalyticsService } from './analytics.service';

@ApiTags('analytics')
@OnlyFor('admin', 'auditor')
@Controller('analytics')
export class AnalyticsController {
  constructor(private readonly analytics: AnalyticsService) {}

  @Get('2fa')
  @ApiOkResponse({
    type: TwoFactorAnalytics,
    description: 'Counts by the hour, added up; without anything that names a person.',
  })
  read(@Query() query: AnalyticsQuery): Promise<TwoFactorAnalytics> {
    return this.analytics.read(query);
  }
}
