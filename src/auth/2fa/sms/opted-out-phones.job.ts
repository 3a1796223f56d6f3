import { Injectable, type OnModuleInit } from '@nestjs/common';
import { row } from '../../../common/database/sql';
import { Transactor } from '../../../common/database/transactor';
import { systemContext } from '../../../common/http/request-context';
import { type Job, JobRunner } from '../../../common/jobs/job-runner';
import { PHONE_OPTED_OUT } from '../../../messaging/message-outbox';
import { Notices } from '../../../notifications/notices.service';
import { SmsConsents } from './sms-consents';

const findNumberOfMessage = {
  name: 'find-number-of-message',
  text: `
    SELECT c.number_hash AS "numberHash" FROM messages m JOIN sms_consents c ON c.factor_id = m.factor_id
    WHERE m.id = $1`,
};

/**
 * A provider refused a text because the number had answered STOP, to us or before our time: that ends consent like the
 * answer itself. The owner is told by e-mail, because texts cannot tell them.
 */
@Injectable()
export class OptedOutPhonesJob implements Job, OnModuleInit {
  readonly name = PHONE_OPTED_OUT;

  constructor(
    private readonly runner: JobRunner,
    private readonly transactor: Transactor,
    private readonly consents: SmsConsents,
    private readonly notices: Notices,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async run(payload: unknown): Promise<void> {
    const { messageId } = payload as { messageId: string };
    await this.transactor.run(async (manager) => {
      const found = await row<{ numberHash: Buffer }>(manager, findNumberOfMessage, [messageId]);
      if (!found) return;
      const people = await this.consents.answer(manager, systemContext, 'stop', found.numberHash);
      for (const userId of new Set(people))
        await this.notices.add(manager, systemContext, userId, { kind: 'sms-stopped' });
    });
  }
}
