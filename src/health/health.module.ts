import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { MessagingModule } from '../messaging/messaging.module';
import { HealthController } from './health.controller';
import { MessagesHealthController } from './messages-health.controller';
import { Readiness } from './readiness';
import { ReadinessChecks } from './readiness-checks';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), MessagingModule],
  controllers: [HealthController, MessagesHealthController],
  providers: [Readiness, ReadinessChecks],
})
export class HealthModule {}
