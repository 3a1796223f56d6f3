import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/sessions/principal';
import { sha256 } from '../common/crypto/hashing';
import { Database } from '../common/database/database';
import { DomainError } from '../common/domain-error';
import { BEHIND_THE_NEWEST, positionOf, toPage } from '../common/http/page';
import { placeOf } from '../notifications/place';
import type {
  OwnRecoveryView,
  RecoveryItemView,
  RecoveryPage,
  RecoveryQuery,
  RecoveryStateView,
  RecoveryView,
} from './recovery.dto';
import { RecoveryLinks } from './recovery-links';
import type { RecoveryRow } from './recovery-progress';
import { mayReview } from './recovery-request';
import type { RecoveryStep } from './recovery-request.entity';
import {
  findByVeto,
  findFacts,
  findNewestOfUser,
  findShown,
  listShown,
  listSteps,
} from './recovery-statements';

type ShownRow = RecoveryRow & {
  ip: string | null;
  device: string | null;
  openerName: string;
  reviewerName: string;
};
type StepRow = RecoveryStep & { actorName: string } & Record<string, unknown>;

/** How far recoveries are: for admins, and for the owner with what concerns them. */
@Injectable()
export class RecoveryList {
  constructor(
    private readonly database: Database,
    private readonly links: RecoveryLinks,
  ) {}

  async list(reader: Principal, query: RecoveryQuery): Promise<RecoveryPage> {
    const { status = null, userId = null, accountType = null, live = null, limit } = query;
    const values = [positionOf(query) ?? BEHIND_THE_NEWEST, status, userId, accountType, live, limit + 1];
    const found = await this.database.rows<ShownRow>(listShown, values);
    return toPage(found, limit, (request) => viewFor(reader, request));
  }

  /** @throws not-found */
  async one(reader: Principal, id: string): Promise<RecoveryView> {
    const found = await this.database.row<ShownRow>(findShown, [id]);
    if (!found) throw new DomainError('not-found');
    const [steps, facts] = await Promise.all([
      this.database.rows<StepRow>(listSteps, [id]),
      this.database.row<RecoveryView['facts'] & Record<string, unknown>>(findFacts, [found.userId]),
    ]);
    if (!facts) throw new DomainError('not-found');
    const timeline = steps.map(({ actorId, actorName, note, ...step }) => ({
      ...viewStep(step),
      admin: actorId === null ? null : { id: actorId, name: actorName },
      note,
    }));
    return { ...viewFor(reader, found), timeline, facts };
  }

  /** The newest of the person, over or not. @throws not-found */
  async own({ userId }: Principal): Promise<OwnRecoveryView> {
    const found = await this.database.row<RecoveryRow>(findNewestOfUser, [userId]);
    if (!found) throw new DomainError('not-found');
    const vetoToken = found.endedAt ? null : this.links.vetoToken(found.id);
    return { ...(await this.state(found)), vetoToken };
  }

  /** For whoever holds a link of its notices. @throws recovery-link-invalid */
  async byToken(token: string): Promise<RecoveryStateView> {
    const found = await this.database.row<RecoveryRow>(findByVeto, [sha256(token)]);
    if (!found) throw new DomainError('recovery-link-invalid');
    return this.state(found);
  }

  private async state(request: RecoveryRow): Promise<RecoveryStateView> {
    const { id, status, openedAt, openedBy, emergency, dueAt, endedAt } = request;
    const steps = await this.database.rows<StepRow>(listSteps, [id]);
    return {
      id,
      status,
      openedAt: openedAt.toISOString(),
      openedBy: openedBy === null ? 'owner' : 'admin',
      emergency,
      dueAt: dueAt?.toISOString() ?? null,
      endedAt: endedAt?.toISOString() ?? null,
      timeline: steps.map(viewStep),
    };
  }
}

function viewStep({ event, status, actor, at }: Pick<RecoveryStep, 'event' | 'status' | 'actor' | 'at'>) {
  return { event, status, by: actor, at: at.toISOString() };
}

function viewFor({ userId: readerId, accountType }: Principal, request: ShownRow): RecoveryItemView {
  const { id, status, userId, openedBy, reviewedBy, reason, ticket, emergency } = request;
  const person = (personId: string | null, name: string) => (personId ? { id: personId, name } : null);
  return {
    id,
    status,
    account: { id: userId, name: request.name, email: request.email, accountType: request.accountType },
    openedBy: person(openedBy, request.openerName),
    place: placeOf(request.ip, request.device),
    reason,
    ticket,
    codeProven: request.codeProvenAt !== null,
    emergency,
    openedAt: request.openedAt.toISOString(),
    reviewedBy: person(reviewedBy, request.reviewerName),
    reviewedAt: request.reviewedAt?.toISOString() ?? null,
    dueAt: request.dueAt?.toISOString() ?? null,
    endedAt: request.endedAt?.toISOString() ?? null,
    reviewable:
      accountType === 'admin' &&
      status === 'requested' &&
      mayReview({ userId: readerId, accountType }, request),
  };
}
