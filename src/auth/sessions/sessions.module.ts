import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module';
import { NotificationsModule } from '../../notifications/notifications.module';
import { AccessGuard } from './access.guard';
import { EndedSessionsJob } from './ended-sessions.job';
import { IdentifyGuard } from './identify.guard';
import { SessionService } from './session.service';
import { SessionListService } from './session-list.service';
import { SessionLiveness } from './session-liveness';
import { SessionsController } from './sessions.controller';

@Module({
  imports: [AuditModule, NotificationsModule],
  controllers: [SessionsController],
  providers: [
    SessionService,
    SessionListService,
    SessionLiveness,
    IdentifyGuard,
    AccessGuard,
    EndedSessionsJob,
  ],
  exports: [SessionService, SessionLiveness, IdentifyGuard, AccessGuard],
})
export class SessionsModule {}
