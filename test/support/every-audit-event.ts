import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditEventTypes, definitionOf } from '../../src/audit/catalogue/catalogue';
import type { TestApp } from './app';

const wanted = auditEventTypes.flatMap((type) =>
  (definitionOf(type)?.outcomes ?? []).map((outcome) => [type, outcome] as const),
);

/** What takes a provider that misbehaves, months, or much preparation: the file that brings it about, and says so. */
const elsewhere: Record<string, string> = {
  'account.email_restored success': 'attack/changed-addresses.spec.ts',
  'account.email_restored failure': 'attack/changed-addresses.spec.ts',
  'audit.exported failure': 'attack/rewritten-audit-log.spec.ts',
  'audit.month_dropped success': 'integration/audit-retention.spec.ts',
  'authorization.expired success': 'attack/stripe-webhooks.spec.ts',
  'authorization.refunded success': 'attack/stripe-disputes.spec.ts',
  'device.trusted failure': 'attack/stolen-device-cookies.spec.ts',
  'dispute.opened success': 'attack/stripe-disputes.spec.ts',
  'dispute.updated success': 'attack/stripe-disputes.spec.ts',
  'factor.removed failure': 'integration/refusals.spec.ts',
  'hold.placed failure': 'integration/placing-holds.spec.ts',
  'payment.stuck failure': 'attack/stripe-faults.spec.ts',
  'policy.changed failure': 'integration/policies.spec.ts',
  'proposal.expired success': 'integration/two-admins.spec.ts',
  'records.read success': 'integration/recorded-reads.spec.ts',
  'records.read failure': 'integration/recorded-reads.spec.ts',
  'recovery.requested failure': 'integration/recovery.spec.ts',
};

/** Fails for a type, or an outcome of it, that nothing in the file has brought about through the API. */
export function describeEveryAuditEvent(app: () => TestApp): void {
  describe('every audit event', () => {
    let recorded: Set<string>;
    beforeAll(async () => {
      const found = await app().query<{ type: string; outcome: string }>(
        'SELECT DISTINCT type, outcome FROM audit_events',
      );
      recorded = new Set(found.map(({ type, outcome }) => `${type} ${outcome}`));
    });

    it.each(wanted)('%s is written with outcome %s', (type, outcome) => {
      const file = elsewhere[`${type} ${outcome}`];
      if (file) return void expect(readFileSync(join(__dirname, '..', file), 'utf8')).toContain(type);
      if (!recorded.has(`${type} ${outcome}`))
        throw new Error(
          `Nothing in this file brings about ${type} with outcome ${outcome}: add an act for it`,
        );
    });

    it('holds only facts that the catalogue lists, about what it lists', async () => {
      const events = await app().query<{ type: string; subject: string; facts: string[] }>(`
        SELECT type, subject_type AS subject, array_agg(DISTINCT fact) FILTER (WHERE fact IS NOT NULL) AS facts
        FROM audit_events LEFT JOIN LATERAL jsonb_object_keys(details) AS fact ON true GROUP BY 1, 2`);
      const unlisted = events.flatMap(({ type, subject, facts }) => {
        const { details = {}, subjects = [] } = definitionOf(type) ?? {};
        const unknown = (facts ?? []).filter((fact) => !Object.hasOwn(details, fact));
        return subjects.some((known) => known === subject) && unknown.length === 0
          ? []
          : [{ type, subject, unknown }];
      });
      expect(unlisted).toEqual([]);
    });

    it('tells nobody by name, address, number or place, and holds no code', async () => {
      const [texts] = await app().query<{ details: string }>(
        `SELECT string_agg(details::text, E'\\n') AS details FROM audit_events`,
      );
      const people = await app().query<{ name: string; email: string }>('SELECT name, email FROM users');
      const details = texts?.details ?? '';
      for (const { name, email } of people) {
        expect(details).not.toContain(email);
        expect(details).not.toContain(`"${name}"`);
      }
      expect(details).not.toMatch(/\+\d{7,}|@|\d+\.\d+\.\d+\.\d+|Mozilla|Europe\/|America\/|"\d{6}"/);
    });
  });
}
