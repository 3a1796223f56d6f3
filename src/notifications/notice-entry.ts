export const severities = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof severities)[number];

/** What a client may offer beside a notice. */
export const noticeActions = [
  'check-security',
  'make-backup-codes',
  'check-phone',
  'check-email',
  'review-reports',
  'review-holds',
  'review-proposals',
  'review-recovery',
  'follow-recovery',
] as const;
export type NoticeAction = (typeof noticeActions)[number];

/** How to put into words what depends on the reader. */
export interface Say {
  /** In the reader's time zone. @param iso ISO 8601 */
  time(iso: string): string;
}

export interface Entry<Params> {
  severity: Severity;
  /** Also the subject of the mail, which shows on locked screens: nothing that somebody has typed, and no numbers. */
  title: string;
  /** Whole sentences. */
  body(params: Params, say: Say): string;
  /** Whether the mail carries the "wasn't me" link. */
  wasntMe: boolean;
  action?: NoticeAction;
  /** For what a mail would be of no use; else it is mailed as well. */
  inAppOnly?: true;
}

export function entry<Params = object>(words: Entry<Params>): Entry<Params> {
  return words;
}
