import { Module } from '@nestjs/common';
import { Backlog } from './backlog';
import { MetricsController } from './metrics.controller';

@Module({ controllers: [MetricsController], providers: [Backlog] })
export class MetricsModule {}
