import { accountEvents } from './account-events';
import { adminEvents } from './admin-events';
import type { EventDefinition, RetentionClass } from './event-definition';
import { factorEvents } from './factor-events';
import { fundsEvents } from './funds-events';
import { moneyEvents } from './money-events';
import { oversightEvents } from './oversight-events';
import { privacyEvents } from './privacy-events';

/** Every type of audit event. What is not listed does not compile; `docs/audit-events.md` is made from it. */
export const auditEvents = {
  ...accountEvents,
  ...factorEvents,
  ...moneyEvents,
  ...fundsEvents,
  ...oversightEvents,
  ...adminEvents,
  ...privacyEvents,
};

export type AuditEventType = keyof typeof auditEvents;

export const auditEventTypes = Object.keys(auditEvents) as AuditEventType[];

/** The facts that the catalogue lists for a type. */
export type DetailsOf<T extends AuditEventType> = {
  [name in keyof (typeof auditEvents)[T]['details']]?: unknown;
};
export type OutcomeOf<T extends AuditEventType> = (typeof auditEvents)[T]['outcomes'][number];
export type SubjectTypeOf<T extends AuditEventType> = (typeof auditEvents)[T]['subjects'][number];

/** Null for a type that is not, or no longer, in the catalogue. */
export function definitionOf(type: string): EventDefinition | null {
  return Object.hasOwn(auditEvents, type) ? auditEvents[type as AuditEventType] : null;
}

/** What is not in the catalogue is kept as long as anything. */
export function retentionClassOf(type: string): RetentionClass {
  return definitionOf(type)?.retention ?? 'approvals';
}
