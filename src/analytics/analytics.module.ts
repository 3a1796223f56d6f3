import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller';
import { AnalyticsService } from './analytics.service';
import { RollupJob } from './rollup/rollup.job';
import { TrafficRollup } from './rollup/traffic-rollup.service';

@Module({ controllers: [AnalyticsController], providers: [AnalyticsService, TrafficRollup, RollupJob] })
export class AnalyticsModule {}
