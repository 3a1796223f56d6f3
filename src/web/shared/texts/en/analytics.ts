import type { Challenge, Method } from '../../api/types';

/** What the server counts may get more names than these: others are shown as they are. */
type Named = Partial<Record<string, string>>;

const purposes: Named & Record<Challenge['purpose'], string> = {
  login: 'Sign-in',
  payment: 'Payments',
  enrolment: 'Set-up of a factor',
  'manage-factors': 'Changes to factors',
  'change-security-settings': 'Changes to settings',
  'change-email': 'Change of address',
  'export-data': 'Copy of the own data',
  'admin-recovery': 'Acts of admins',
};

const methodNames: Named & Record<Method, string> = {
  webauthn: 'Passkey',
  totp: 'Authenticator app',
  sms: 'Text message',
  email: 'E-mail',
  backup_code: 'Backup code',
};

const reasonNames: Named = {
  'first-payment': 'First payment',
  'always-required': 'Client asks for it each time',
  'above-threshold': 'Above the client’s limit',
  policy: 'Policy',
  'cumulative-exposure': 'Much paid in a short time',
  'new-payee': 'New payee',
  'unusual-activity': 'Unusual activity',
};

const channels: Named = { email: 'E-mail', sms: 'Text' };

export const analytics = {
  title: 'Analytics',
  lead: 'How the second step works out for people. Counts only; nothing here names a person.',
  range: 'Range',
  days: (days: number) => (days === 365 ? '1 year' : `${days} days`),
  bucket: 'By',
  buckets: { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' },
  countedUntil: (time: string) => `Counted until ${time}.`,
  notCounted: 'Nothing is counted yet. Counting runs every few minutes.',
  nothing: 'Nothing of this in the range.',
  figuresOf: (title: string) => `Figures: ${title}`,
  funnel: {
    title: 'From approval to proof',
    hint: 'Payments that clients have started to approve, and how far they came.',
    chart: 'Bars: how many approvals came how far. The table has the figures.',
    approvals: 'Approvals started',
    prompted: 'Asked for a proof',
    answered: 'Proven',
    disputed: 'Disputed afterwards',
    heads: ['Step', 'Count', 'Of all'],
  },
  overTime: {
    title: 'Challenges over time',
    hint: 'Every time somebody was asked for a second step.',
    chart: 'Columns: challenges over time, by what became of them. The table has the figures.',
    proven: 'Proven',
    failed: 'Failed',
    abandoned: 'Abandoned',
    open: 'Open',
    heads: ['From', 'Asked', 'Proven', 'Failed', 'Abandoned'],
  },
  methods: {
    title: 'By method',
    hint: 'Success counts among what is over. Times run from the question to the proof.',
    purpose: 'Purpose',
    success: 'Success',
    successChart: 'Bars: success by method. The table has the figures.',
    time: 'Time to complete',
    timeChart: 'Bars: time to complete by method. The table has the figures.',
    median: 'Median',
    p95: '95 % are quicker',
    heads: ['Method', 'Asked', 'Proven', 'Failed', 'Abandoned', 'Success', 'Median', '95 %'],
  },
  reasons: {
    title: 'Why we ask',
    hint: 'Prompts by reason. A payment may have several, so they do not add up.',
    chart: 'Bars: prompts by reason. The table has the figures.',
    prompts: 'Prompts',
    heads: ['Reason', 'Prompts', 'Proven', 'Disputed', 'False alarms'],
  },
  delivery: {
    title: 'Delivery by provider',
    hint: 'With the share of messages that the provider took. Mail servers do not report what was delivered.',
    chart: 'Bars: what became of messages, by provider. The table has the figures.',
    delivered: 'Delivered',
    taken: 'Taken, no report',
    lost: 'Not delivered',
    waiting: 'Waiting',
    by: (channel: string, provider: string) =>
      `${channels[channel] ?? channel}, ${provider === 'none' ? 'no provider yet' : provider}`,
    heads: ['Provider', 'Messages', 'Accepted', 'Delivered', 'Undelivered', 'Failed', 'Expired'],
  },
  named: {
    purposes,
    methods: methodNames,
    reasons: reasonNames,
    with: (name: string, rate: string) => `${name}: ${rate}`,
  },
};
