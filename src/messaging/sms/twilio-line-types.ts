import { Logger } from '@nestjs/common';
import type twilio from 'twilio';
import { SECOND } from '../../common/clock';
import { assertNoTransaction } from '../../common/database/transactor';
import type { TwilioConfig } from '../../config/sms-config';
import { type LineType, LineTypes } from './line-types';
import { createTwilioClient, type TwilioError } from './twilio-client';

const WITHIN_MS = 2 * SECOND;
const NOT_FOUND = 404;

/** Twilio Lookup v2: https://www.twilio.com/docs/lookup/v2-api/line-type-intelligence. Each question costs money. */
export class TwilioLineTypes extends LineTypes {
  readonly canAsk = true;
  private readonly logger = new Logger('Lookup');
  private readonly client: twilio.Twilio;

  constructor(config: TwilioConfig) {
    super();
    this.client = createTwilioClient(config, WITHIN_MS);
  }

  async lookUp(number: string): Promise<LineType> {
    assertNoTransaction('a look-up');
    try {
      const { valid, lineTypeIntelligence } = await this.client.lookups.v2
        .phoneNumbers(number)
        .fetch({ fields: 'line_type_intelligence' });
      if (!valid) return 'no-number';
      const { type } = (lineTypeIntelligence ?? {}) as { type?: string | null };
      if (!type || type === 'unknown') return 'unknown';
      return type === 'mobile' ? 'mobile' : 'other';
    } catch (error) {
      const { status, code } = error as TwilioError;
      if (status === NOT_FOUND) return 'no-number';
      this.logger.warn({ status, vendorCode: code }, 'The line type of a number could not be looked up');
      return 'unknown';
    }
  }
}
