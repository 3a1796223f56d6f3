import { Module } from '@nestjs/common';
import { Backlog } from './backlog';
import { Exposition } from './exposition';
import { MetricsController } from './metrics.controller';
import { MetricsListener } from './metrics-listener';
import { OperatingState } from './operating-state';

@Module({
  controllers: [MetricsController],
  providers: [Backlog, Exposition, MetricsListener, OperatingState],
})
export class MetricsModule {}
