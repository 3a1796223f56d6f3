import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { assertNoTransaction } from '../../common/database/transactor';
import type { SnsConfig } from '../../config/sms-config';
import { type AcceptedSms, type Sms, SmsFailure, type SmsFailureReason, SmsSender } from './sms-sender';

const PROVIDER = 'sns';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors, as the SDK names them. */
const reasons: Record<string, SmsFailureReason> = {
  InvalidParameterException: 'invalid-number',
  InvalidParameterValueException: 'invalid-number',
  OptedOutException: 'opted-out',
  AuthorizationErrorException: 'refused',
  ThrottledException: 'throttled',
  ThrottlingException: 'throttled',
  AbortError: 'timeout',
  TimeoutError: 'timeout',
};

/** Amazon SNS through its SDK. Transactional: SNS then prefers reliable routes to cheap ones. */
export class SnsSmsSender extends SmsSender {
  private client: SNSClient | null = null;

  constructor(
    private readonly config: SnsConfig,
    private readonly timeoutMs: number,
  ) {
    super();
  }

  async send({ to, text }: Sms): Promise<AcceptedSms> {
    assertNoTransaction('an SMS');
    const command = new PublishCommand({
      PhoneNumber: to,
      Message: text,
      MessageAttributes: { 'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' } },
    });
    try {
      const { MessageId: id } = await this.connected().send(command, {
        abortSignal: AbortSignal.timeout(this.timeoutMs),
      });
      return { provider: PROVIDER, providerMessageId: id ?? '', awaitsReceipt: false };
    } catch (error) {
      throw toFailure(error as Error);
    }
  }

  /** Made when it is first needed: most of the time nothing fails over. */
  private connected(): SNSClient {
    const { region, endpoint, credentials } = this.config;
    this.client ??= new SNSClient({
      region,
      maxAttempts: 1,
      ...(endpoint ? { endpoint } : {}),
      ...(credentials ? { credentials } : {}),
    });
    return this.client;
  }
}

function toFailure({ name }: Error): SmsFailure {
  return new SmsFailure(reasons[name] ?? 'unavailable', PROVIDER, /^\w{1,60}$/.test(name) ? name : undefined);
}
