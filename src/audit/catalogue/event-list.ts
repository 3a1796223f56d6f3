import { auditEvents } from './catalogue';
import type { EventDefinition } from './event-definition';

/** `docs/audit-events.md`, made from the catalogue. */
export function auditEventList(): string {
  const entries: [string, EventDefinition][] = Object.entries(auditEvents);
  const rows = entries.map(
    ([type, { when, outcomes, subjects, retention, criterion, ocsf }]) =>
      `| [\`${type}\`](#${anchorOf(type)}) | ${when} | ${outcomes.join(', ')} | ${subjects.join(', ')} | ${retention} | ${criterion} | ${ocsf.classUid}/${ocsf.activityId} |`,
  );
  return `# Audit events

Every type of event that the audit log knows: ${entries.length} of them. Each is written in the same transaction as what it tells of. How to read,
export and verify the log is in [auditing](auditing.md).

Every event has \`id\`, \`at\` (microseconds), \`type\`, \`outcome\`, \`actorId\` (who did it; null when nobody is known), \`subject\` (what it
was done to), \`ip\` and \`userAgent\` (from where; "erased" after an erasure), \`requestId\`, \`details\`, \`schemaVersion\` and, about a second
later, \`sequence\`. Names in \`details\` are those below; absent means not applicable.

- **retention**: \`security\` events are kept for 13 months, \`approvals\` for 7 years, \`permanent\` ones for ever.
- **SOC 2**: the Trust Services Criterion that the event is evidence for.
- **OCSF**: class and activity in \`GET /api/audit/export?format=ocsf\`: 3001 Account Change, 3002 Authentication, 6003 API Activity.

No event holds a code, a secret, a token, a phone number, an e-mail address or a name. What tells of a person is \`actorId\`, \`subject\` and
identifiers in \`details\` (pseudonyms that lead to an account until it is erased), \`ip\` and \`userAgent\`, which an erasure takes away.

This page is made from the catalogue in \`src/audit/catalogue\` by \`npm run docs:audit-events\`.

| type | when | outcomes | subject | retention | SOC 2 | OCSF |
|---|---|---|---|---|---|---|
${rows.join('\n')}

## Details

${entries.map(([type, { details }]) => detailsOf(type, details)).join('\n\n')}
`;
}

function detailsOf(type: string, details: EventDefinition['details']): string {
  const lines = Object.entries(details).map(([name, meaning]) => `- \`${name}\`: ${meaning}`);
  return `### ${type}\n\n${lines.length > 0 ? lines.join('\n') : 'None.'}`;
}

/** As GitHub makes it from a heading. */
function anchorOf(type: string): string {
  return type.replace(/[^\w-]/g, '');
}
