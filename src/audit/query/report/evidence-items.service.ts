import { Injectable } from '@nestjs/common';
import { Database } from '../../../common/database/database';
import { boundsOf, type Period } from './event-counts';
import { eventsAddress } from './evidence-links';
import type { EvidenceItem, EvidenceOverride, EvidencePerson } from './evidence-report.dto';
import { findOverrides, findStaff, findWords, listEvents } from './report-statements';

export type ListedItem = Omit<EvidenceItem, 'people'> & { peopleIds: string[] };

interface ListedRow extends Record<string, unknown> {
  id: string;
  at: string;
  type: string;
  outcome: string;
  actorId: string | null;
  subjectType: string;
  subjectId: string | null;
  details: Record<string, unknown>;
}

type Parties = 'account' | 'askedBy' | 'reviewedBy' | 'closedBy';

export interface OverrideRow extends Omit<EvidenceOverride, Parties | 'events'>, Record<string, unknown> {
  accountId: string | null;
  askedById: string;
  reviewedById: string | null;
  closedById: string | null;
}

interface WordsRow extends Record<string, unknown> {
  id: string;
  words: string | null;
  ticket: string | null;
}

const LONGEST_LIST = 200;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Single events of a report: who took part, and why. */
@Injectable()
export class EvidenceItems {
  constructor(private readonly database: Database) {}

  async newest(period: Period, types: readonly string[]): Promise<ListedItem[]> {
    const rows = await this.database.rows<ListedRow>(listEvents, [types, ...boundsOf(period), LONGEST_LIST]);
    const subjects = rows.flatMap(({ subjectId }) => subjectId ?? []);
    const words = new Map(
      (await this.database.rows<WordsRow>(findWords, [subjects])).map((row) => [row.id, row]),
    );
    return rows.map(({ subjectType, subjectId, actorId, ...row }) => ({
      ...row,
      peopleIds: peopleOf(actorId, row.details),
      subject: { type: subjectType, id: subjectId },
      words: words.get(subjectId ?? '')?.words ?? null,
      ticket: words.get(subjectId ?? '')?.ticket ?? null,
      event: `/api/audit/events/${row.id}`,
      proof: `/api/audit/events/${row.id}/proof`,
    }));
  }

  /** What took two admins, each as a whole. */
  overrides({ from, to }: Period): Promise<OverrideRow[]> {
    return this.database.rows<OverrideRow>(findOverrides, [from, to, LONGEST_LIST]);
  }

  /** @returns who somebody is; the name of a client or payee stays out of a report */
  async staff(ids: readonly string[]): Promise<(id: string) => EvidencePerson> {
    const found = await this.database.rows<EvidencePerson & Record<string, unknown>>(findStaff, [
      [...new Set(ids)],
    ]);
    const known = new Map(found.map((person) => [person.id, person]));
    return (id) => known.get(id) ?? { id, name: null, accountType: null };
  }
}

export function partiesOf({ accountId, askedById, reviewedById, closedById }: OverrideRow): string[] {
  return [accountId, askedById, reviewedById, closedById].filter((id) => id !== null);
}

export function toOverride(
  { accountId, askedById, reviewedById, closedById, ...override }: OverrideRow,
  staff: (id: string) => EvidencePerson,
): EvidenceOverride {
  const who = (id: string | null) => (id === null ? null : staff(id));
  return {
    ...override,
    account: who(accountId),
    askedBy: staff(askedById),
    reviewedBy: who(reviewedById),
    closedBy: who(closedById),
    events: eventsAddress({ subjectId: override.id }),
  };
}

/** Facts that are called `openedBy`, `confirmedBy` … name a person. */
function peopleOf(actorId: string | null, details: Record<string, unknown>): string[] {
  const others = Object.entries(details).flatMap(([name, value]) =>
    /By$/.test(name) && typeof value === 'string' && ID.test(value) ? [value] : [],
  );
  return [...new Set([...(actorId === null ? [] : [actorId]), ...others])];
}
