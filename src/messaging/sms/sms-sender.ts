import { SendingFailure } from '../sending-failure';

export interface Sms {
  /** Our own name for the message; comes back with its receipts. */
  id: string;
  /** E.164. */
  to: string;
  text: string;
  /** A provider that had its turn and did not deliver. */
  avoid?: string | null;
}

export interface AcceptedSms {
  /** As told to clients, e.g. `twilio`. */
  provider: string;
  /** The provider's own name for the message. */
  providerMessageId: string;
  /** Somebody else would try if the provider does not report the delivery. */
  awaitsReceipt: boolean;
}

/** The port to whoever carries short messages. */
export abstract class SmsSender {
  /** Resolves when a provider has taken charge of the message. @throws SmsFailure */
  abstract send(sms: Sms): Promise<AcceptedSms>;
}

/**
 * Our words for what providers answer.
 * - `invalid-number`: nobody can deliver to this number.
 * - `opted-out`: the person has answered STOP.
 * - `refused`: this provider will not carry it: country, sender or content.
 * - `throttled`: too many messages at this provider just now.
 * - `unavailable`: the provider has a fault, cannot be reached or rejects our credentials.
 * - `timeout`: no answer in time; it may have taken the message.
 */
export type SmsFailureReason =
  | 'invalid-number'
  | 'opted-out'
  | 'refused'
  | 'throttled'
  | 'unavailable'
  | 'timeout';

/** True for what another provider would not change. */
const final: Record<SmsFailureReason, boolean> = {
  'invalid-number': true,
  'opted-out': true,
  refused: false,
  throttled: false,
  unavailable: false,
  timeout: false,
};

/** Whether a person wants no texts, whoever brings them. */
export function isOptOut(failure: SendingFailure): boolean {
  return failure instanceof SmsFailure && failure.kind === 'opted-out';
}

export class SmsFailure extends SendingFailure {
  constructor(
    readonly kind: SmsFailureReason,
    provider: string,
    /** The provider's number or name for it, never its words. */
    vendorCode?: string | number,
  ) {
    super([kind, vendorCode].filter((part) => part !== undefined).join(' '), final[kind], provider);
  }
}
