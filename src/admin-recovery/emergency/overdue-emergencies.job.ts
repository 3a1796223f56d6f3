import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditRecorder } from '../../audit/audit-recorder';
import { Clock } from '../../common/clock';
import { rows } from '../../common/database/sql';
import { Transactor } from '../../common/database/transactor';
import { systemContext } from '../../common/http/request-context';
import { type Job, JobRunner } from '../../common/jobs/job-runner';
import { EmergencyAlarm } from './emergency-alarm';
import { flagOverdue } from './emergency-statements';

/** Reminds all admins and auditors of emergency accesses that nobody has justified within seven days. */
@Injectable()
export class OverdueEmergenciesJob implements Job, OnModuleInit {
  readonly name = 'flag-overdue-emergencies';
  readonly cron = '7 * * * *';

  constructor(
    private readonly runner: JobRunner,
    private readonly clock: Clock,
    private readonly transactor: Transactor,
    private readonly alarm: EmergencyAlarm,
    private readonly audit: AuditRecorder,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(): Promise<void> {
    await this.transactor.run(async (manager) => {
      const overdue = await rows<{ id: string }>(manager, flagOverdue, [this.clock.now()]);
      if (overdue.length === 0) return;
      for (const { id } of overdue)
        this.audit.record(manager, systemContext, {
          type: 'emergency_access.flagged',
          actorId: null,
          subject: { type: 'emergency_access', id },
        });
      await this.alarm.raise(manager, systemContext, null, 'emergency-access-overdue');
    });
  }
}
