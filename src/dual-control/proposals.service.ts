import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type AuditRecord, AuditRecorder } from '../audit/audit-recorder';
import { AdminActs } from '../auth/2fa/challenges/admin-acts';
import type { Principal } from '../auth/sessions/principal';
import { canonicalJson } from '../common/canonical-json';
import { after, Clock } from '../common/clock';
import { sha256 } from '../common/crypto/hashing';
import { execute } from '../common/database/sql';
import { DomainError } from '../common/domain-error';
import type { RequestContext } from '../common/http/request-context';
import { Random } from '../common/random';
import { Notices } from '../notifications/notices.service';
import { ExpiredProposalsJob } from './expired-proposals.job';
import { PROPOSAL_LIFETIME_MS } from './proposal';
import { ProposalKinds } from './proposal-kinds';
import { insertProposal } from './proposal-statements';

/** What is wanted, and of whom. */
export interface NewProposal {
  /** Whose account it is about; null when it is about none that exists. */
  subjectId: string | null;
  /** What it is about, when that is no account. */
  target?: string;
  /** Exactly what will be done, as JSON. Shown to admins and auditors: no secrets. */
  payload: object;
}

export interface Justification {
  reason: string;
  ticket?: string;
}

/** Opens what takes two admins. Confirming it is one use case for all kinds, see `ProposalDecisions`. */
@Injectable()
export class Proposals {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly acts: AdminActs,
    private readonly kinds: ProposalKinds,
    private readonly expired: ExpiredProposalsJob,
    private readonly notices: Notices,
    private readonly audit: AuditRecorder,
  ) {}

  /**
   * Spends a challenge with purpose `admin-recovery`, unless it is refused.
   * @param prepare says in the transaction what is wanted; throws when it cannot be
   * @returns its id
   * @throws second-factor-required, another-admin-required about oneself, proposal-open, and what `prepare` throws
   */
  open(
    admin: Principal,
    context: RequestContext,
    kind: string,
    { reason, ticket }: Justification,
    challengeId: string | null,
    prepare: (manager: EntityManager) => Promise<NewProposal>,
  ): Promise<string> {
    const known = this.kinds.find(kind);
    if (!known) throw new Error(`Nothing carries out proposals of kind ${kind}`);
    const record: AuditRecord = {
      type: 'proposal.opened',
      actorId: admin.userId,
      subject: { type: 'proposal', id: null },
      details: { kind },
    };
    return this.acts.run({ admin, context, challengeId, record }, async (manager) => {
      const { subjectId, target, payload } = await prepare(manager);
      if (subjectId === admin.userId) throw new DomainError('another-admin-required');
      await this.expired.expire(manager);
      const id = this.random.id();
      const now = this.clock.now();
      const what = [id, kind, target ?? subjectId, subjectId, payload, reason, ticket ?? null];
      const values = [...what, admin.userId, now, after(now, PROPOSAL_LIFETIME_MS)];
      if ((await execute(manager, insertProposal, values)).rowCount === 0)
        throw new DomainError('proposal-open');
      this.audit.record(manager, context, {
        ...record,
        subject: { type: 'proposal', id },
        details: { kind, subjectId, digest: sha256(canonicalJson(payload)).toString('hex') },
      });
      const notice = { kind: 'proposal-opened', what: known.title } as const;
      await this.notices.addForAll(manager, context, 'admin', notice);
      return id;
    });
  }
}
