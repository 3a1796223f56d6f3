import { Module } from '@nestjs/common';
import { Backlog } from './backlog';
import { MetricsController } from './metrics.controller';
import { OperatingState } from './operating-state';

@Module({ controllers: [MetricsController], providers: [Backlog, OperatingState] })
export class MetricsModule {}
