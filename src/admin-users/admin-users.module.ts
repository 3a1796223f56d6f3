import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TwoFactorModule } from '../auth/2fa/2fa.module';
import { DualControlModule } from '../dual-control/dual-control.module';
import { MessagingModule } from '../messaging/messaging.module';
import { NotificationsModule } from '../notifications/notifications.module';
import { UsersModule } from '../users/users.module';
import { AdminUsersController } from './admin-users.controller';
import { AdminUsers } from './admin-users.service';
import { OperatorCreation } from './operator-creation.service';
import { RoleChanges } from './role-changes.service';
import { UserUnlocking } from './user-unlocking.service';

@Module({
  imports: [
    AuditModule,
    TwoFactorModule,
    DualControlModule,
    MessagingModule,
    NotificationsModule,
    UsersModule,
  ],
  controllers: [AdminUsersController],
  providers: [AdminUsers, OperatorCreation, RoleChanges, UserUnlocking],
})
export class AdminUsersModule {}
