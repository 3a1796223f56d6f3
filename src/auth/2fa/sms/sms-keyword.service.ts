import { Injectable } from '@nestjs/common';
import { Transactor } from '../../../common/database/transactor';
import { type RequestContext, systemContext } from '../../../common/http/request-context';
import { Notices } from '../../../notifications/notices.service';
import { SmsBudget } from './sms-budget.service';
import { SmsConsents } from './sms-consents';

/** As carriers and Twilio understand them: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out. */
const stopWords = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'];
const startWords = ['START', 'UNSTOP', 'YES'];

/** What people answer to our texts. */
@Injectable()
export class SmsKeywordService {
  constructor(
    private readonly transactor: Transactor,
    private readonly budget: SmsBudget,
    private readonly consents: SmsConsents,
    private readonly notices: Notices,
  ) {}

  async receive(context: RequestContext, from: string, text: string): Promise<void> {
    const word = text.trim().toUpperCase();
    const keyword = stopWords.includes(word) ? 'stop' : startWords.includes(word) ? 'start' : null;
    if (!keyword) return;
    const kind = keyword === 'stop' ? 'sms-stopped' : 'sms-resumed';
    await this.transactor.run(async (manager) => {
      const people = await this.consents.answer(manager, context, keyword, this.budget.hashOf(from));
      // The request is the provider's: where it came from would tell people nothing.
      for (const userId of new Set(people)) await this.notices.add(manager, systemContext, userId, { kind });
    });
  }
}
