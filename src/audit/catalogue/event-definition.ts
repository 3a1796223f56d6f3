/**
 * What the log is kept for decides how long an event stays: see docs/data-retention.md. `permanent` is for what tells which events
 * were dropped: without it nobody could tell those from deleted ones.
 */
export type RetentionClass = 'security' | 'approvals' | 'permanent';

/** Of the AICPA Trust Services Criteria, 2017 (revised points of focus 2022): logical access and system operations. */
export type Soc2Criterion =
  | 'CC6.1'
  | 'CC6.2'
  | 'CC6.3'
  | 'CC6.5'
  | 'CC6.6'
  | 'CC6.7'
  | 'CC7.1'
  | 'CC7.2'
  | 'CC7.3'
  | 'CC7.4';

/** A class of OCSF 1.3 and an activity of that class; https://schema.ocsf.io/1.3.0 */
export interface OcsfKind {
  classUid: 3001 | 3002 | 6003;
  activityId: number;
}

export type SubjectType =
  | 'user'
  | 'session'
  | 'factor'
  | 'trusted_device'
  | 'challenge'
  | 'contract'
  | 'milestone'
  | 'authorization'
  | 'approval'
  | 'payment'
  | 'hold'
  | 'security_report'
  | 'policy'
  | 'proposal'
  | 'recovery_request'
  | 'emergency_access'
  | 'audit_log'
  | 'records';

export interface EventDefinition {
  /** When it is written. */
  when: string;
  outcomes: readonly ('success' | 'failure')[];
  subjects: readonly SubjectType[];
  /** Each fact by its name, and what it means. No code, secret, token or whole phone number; nothing that names a person. */
  details: Readonly<Record<string, string>>;
  retention: RetentionClass;
  criterion: Soc2Criterion;
  ocsf: OcsfKind;
}

export const BOTH = ['success', 'failure'] as const;
export const SUCCESS = ['success'] as const;
export const FAILURE = ['failure'] as const;

/** OCSF Account Change. */
export const account = {
  create: { classUid: 3001, activityId: 1 },
  passwordChange: { classUid: 3001, activityId: 3 },
  passwordReset: { classUid: 3001, activityId: 4 },
  disable: { classUid: 3001, activityId: 5 },
  delete: { classUid: 3001, activityId: 6 },
  attachPolicy: { classUid: 3001, activityId: 7 },
  lock: { classUid: 3001, activityId: 9 },
  factorEnable: { classUid: 3001, activityId: 10 },
  factorDisable: { classUid: 3001, activityId: 11 },
  unlock: { classUid: 3001, activityId: 12 },
  other: { classUid: 3001, activityId: 99 },
} as const satisfies Record<string, OcsfKind>;

/** OCSF Authentication. */
export const authentication = {
  logon: { classUid: 3002, activityId: 1 },
  logoff: { classUid: 3002, activityId: 2 },
  other: { classUid: 3002, activityId: 99 },
} as const satisfies Record<string, OcsfKind>;

/** OCSF API Activity. */
export const activity = {
  create: { classUid: 6003, activityId: 1 },
  read: { classUid: 6003, activityId: 2 },
  update: { classUid: 6003, activityId: 3 },
  delete: { classUid: 6003, activityId: 4 },
  other: { classUid: 6003, activityId: 99 },
} as const satisfies Record<string, OcsfKind>;

/** Why it was refused or failed, as the code of a problem or a word of its own. */
export const reason = 'Why it was refused: the code of the problem, or a word that stays.';
