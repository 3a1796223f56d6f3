import { Injectable } from '@nestjs/common';
import type { Principal } from '../../../auth/sessions/principal';
import { after, Clock, DAY } from '../../../common/clock';
import { Database } from '../../../common/database/database';
import { DomainError } from '../../../common/domain-error';
import type { RequestContext } from '../../../common/http/request-context';
import { AuditRecorder } from '../../audit-recorder';
import { auditEventTypes } from '../../catalogue/catalogue';
import { AuditIntegrity } from '../audit-integrity.service';
import { EventCounts, type Period, type TypeCount } from './event-counts';
import { EvidenceItems, type ListedItem, partiesOf, toOverride } from './evidence-items.service';
import { criterionOf, eventsAddress } from './evidence-links';
import type { EvidenceCoverage, EvidenceList, EvidenceQuery, EvidenceReport } from './evidence-report.dto';
import { type Section, typesOf } from './report-sections';
import { countCoverage, findPolicies } from './report-statements';

interface CoverageRow extends Record<string, unknown> {
  accountType: string;
  accounts: number;
  withFactor: number;
  withSufficientFactor: number;
  inGrace: number;
  beyondGrace: number;
}

interface PolicyRow extends Record<string, unknown> {
  id: string;
  accountType: string;
  version: number;
  enforcement: string;
  graceDays: number;
  methods: string[];
  minimumLogin: string;
  startsAt: Date;
  endsAt: Date | null;
  authorId: string | null;
  words: string | null;
}

const LONGEST_DAYS = 400;
const DEFAULT_DAYS = 365;
const ACCOUNT_TYPES = ['admin', 'auditor', 'client', 'payee'];
const lists = [
  'factorChanges',
  'overrides',
  'lockouts',
  'policyChanges',
  'holds',
  'reports',
  'logChanges',
] as const satisfies Section[];

/** Evidence for SOC 2: what happened in a time, every number with the address of the events that it counts. */
@Injectable()
export class EvidenceReports {
  constructor(
    private readonly clock: Clock,
    private readonly database: Database,
    private readonly counts: EventCounts,
    private readonly items: EvidenceItems,
    private readonly integrity: AuditIntegrity,
    private readonly audit: AuditRecorder,
  ) {}

  /** @throws validation-failed for a range that is empty or longer than 400 days */
  async make(reader: Principal, context: RequestContext, query: EvidenceQuery): Promise<EvidenceReport> {
    const now = this.clock.now();
    const period = periodOf(query, now);
    await this.audit.recordAlone(context, {
      type: 'audit.read',
      actorId: reader.userId,
      subject: { type: 'audit_log', id: null },
      details: { report: 'soc2', ...period },
    });
    const counted = await this.counts.byType(period);
    const countsOf = (types: readonly string[]) =>
      types.flatMap((type) => toCount(counted.get(type), period));
    const listed = {} as Record<(typeof lists)[number], ListedItem[]>;
    for (const section of lists) listed[section] = await this.items.newest(period, typesOf(section));
    const overrides = await this.items.overrides(period);
    const readers = await this.counts.readers(period, typesOf('logAccess'));
    const policies = await this.database.rows<PolicyRow>(findPolicies, [period.from, period.to]);
    const staff = await this.items.staff([
      reader.userId,
      ...overrides.flatMap(partiesOf),
      ...Object.values(listed).flatMap((items) => items.flatMap(({ peopleIds }) => peopleIds)),
      ...readers.flatMap(({ actorId }) => actorId ?? []),
      ...policies.flatMap(({ authorId }) => authorId ?? []),
    ]);
    const list = (section: (typeof lists)[number]): EvidenceList => ({
      counts: countsOf(typesOf(section)),
      items: listed[section].map(({ peopleIds, ...item }) => ({ ...item, people: peopleIds.map(staff) })),
    });
    const failures = await this.counts.failures(period, auditEventTypes);
    return {
      ...period,
      generatedAt: now,
      generatedBy: staff(reader.userId),
      coverage: await this.coverage(period, policies, staff),
      factorChanges: list('factorChanges'),
      overrides: { ...list('overrides'), cases: overrides.map((row) => toOverride(row, staff)) },
      lockouts: list('lockouts'),
      failedAttempts: failures.map((failure) => ({
        ...failure,
        events: eventsAddress({ type: failure.type, outcome: 'failure', ...period }),
      })),
      policyChanges: list('policyChanges'),
      logAccess: readers.map(({ actorId, ...read }) => ({
        ...read,
        reader: actorId === null ? null : staff(actorId),
        events: eventsAddress({ type: read.type, actorId, ...period }),
      })),
      holds: list('holds'),
      reports: list('reports'),
      logChanges: list('logChanges'),
      integrity: await this.integrity.state(),
      activity: countsOf(auditEventTypes),
    };
  }

  private async coverage(
    { to }: Period,
    policies: readonly PolicyRow[],
    staff: (id: string) => EvidenceReport['generatedBy'],
  ): Promise<EvidenceCoverage[]> {
    const rows = await this.database.rows<CoverageRow>(countCoverage, [to]);
    return ACCOUNT_TYPES.map((accountType) => {
      const {
        accounts = 0,
        withFactor = 0,
        withSufficientFactor = 0,
        inGrace = 0,
        beyondGrace = 0,
      } = rows.find((row) => row.accountType === accountType) ?? {};
      return {
        ...{ accountType, accounts, withFactor, withSufficientFactor, inGrace, beyondGrace },
        share: accounts > 0 ? Number((withSufficientFactor / accounts).toFixed(4)) : null,
        policies: policies
          .filter((policy) => policy.accountType === accountType)
          .map(({ id, authorId, accountType: _, ...policy }) => ({
            ...policy,
            author: authorId === null ? null : staff(authorId),
            events: eventsAddress({ type: 'policy.changed', subjectId: id }),
          })),
      };
    });
  }
}

function periodOf({ from, to }: EvidenceQuery, now: Date): Period {
  const end = to && to < now ? to : now;
  const start = from ?? after(end, -DEFAULT_DAYS * DAY);
  const detail =
    start >= end ? 'from must be before to' : `from and to must be at most ${LONGEST_DAYS} days apart`;
  if (start >= end || end.getTime() - start.getTime() > LONGEST_DAYS * DAY)
    throw new DomainError('validation-failed', { errors: [{ pointer: '/from', detail }] });
  return { from: start, to: end };
}

function toCount(count: TypeCount | undefined, period: Period) {
  if (!count) return [];
  const { type } = count;
  return [{ ...count, criterion: criterionOf(type), events: eventsAddress({ type, ...period }) }];
}
