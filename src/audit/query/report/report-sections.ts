import { auditEventTypes } from '../../catalogue/catalogue';

/** Which types of events are evidence for what. Types that are added later fall into place by their names. */
const sections = {
  factorChanges: /^(factor|two_factor|backup_codes?|device|sms_consent)\./,
  overrides: /^(proposal|recovery|emergency_access)\.|^account\.(erased|role_changed)$/,
  lockouts: /^lockout\.|^factor\.disabled$/,
  policyChanges: /^policy\./,
  logAccess: /^audit\.(read|exported)$|^records\./,
  holds: /^hold\./,
  reports: /^security\.report/,
  logChanges: /^audit\.(?!read$|exported$)/,
} as const;

export type Section = keyof typeof sections;

export function typesOf(section: Section): string[] {
  return auditEventTypes.filter((type) => sections[section].test(type));
}
