import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RequestContext } from '../common/http/request-context';

/** What a second admin has just confirmed. */
export interface ConfirmedProposal {
  id: string;
  subjectId: string | null;
  payload: unknown;
  reason: string;
  ticket: string | null;
  openedBy: string;
  confirmedBy: string;
}

export interface ProposalKind {
  /** In kebab-case, at most 40 characters. */
  readonly kind: string;
  /** Completes "An admin wants to …"; shown to admins and auditors. */
  readonly title: string;
  /**
   * Carries it out, in the transaction that confirms it: under the lock of the budgets of the confirmer and, if there is one,
   * of the subject. Throwing a DomainError leaves the proposal open.
   */
  perform(manager: EntityManager, context: RequestContext, proposal: ConfirmedProposal): Promise<void>;
}

/** Modules register what they want two admins for in `onModuleInit`. */
@Injectable()
export class ProposalKinds {
  private readonly kinds = new Map<string, ProposalKind>();

  register(kind: ProposalKind): void {
    if (this.kinds.has(kind.kind)) throw new Error(`Two kinds of proposals are called ${kind.kind}`);
    this.kinds.set(kind.kind, kind);
  }

  /** Null for one that only another build knows. */
  find(kind: string): ProposalKind | null {
    return this.kinds.get(kind) ?? null;
  }
}
