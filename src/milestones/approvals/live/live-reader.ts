import { Injectable } from '@nestjs/common';
import { ChallengeProgress } from '../../../auth/2fa/challenges/challenge-progress';
import { Database } from '../../../common/database/database';
import { PaymentService } from '../../../payments/payment.service';
import type { ApprovalStatus } from '../approval';
import type { LivePayment, LiveState } from './live-state';

/** A state with the identifiers that bells ring for. */
export interface WatchedState {
  clientId: string;
  state: LiveState;
  subjects: string[];
}

interface FoundApproval extends Record<string, unknown> {
  id: string;
  clientId: string;
  status: ApprovalStatus;
}

const findApprovals = {
  name: 'find-approvals-to-watch',
  text: 'SELECT id, client_id AS "clientId", status FROM approvals WHERE id = ANY ($1::uuid[])',
};

/** Reads what live views show, for all that are open in this process at once. */
@Injectable()
export class LiveReader {
  constructor(
    private readonly database: Database,
    private readonly challenges: ChallengeProgress,
    private readonly payments: PaymentService,
  ) {}

  /** By approval; those that do not exist are absent. */
  async read(approvalIds: readonly string[]): Promise<Map<string, WatchedState>> {
    const [approvals, challenges, payments] = await Promise.all([
      this.database.rows<FoundApproval>(findApprovals, [approvalIds]),
      this.challenges.ofSubjects(approvalIds, 'payment'),
      this.payments.ofApprovals(approvalIds),
    ]);
    return new Map(
      approvals.map(({ id, clientId, status }) => {
        const progress = challenges.get(id) ?? null;
        const own = payments.get(id) ?? [];
        const state: LiveState = {
          approvalId: id,
          verification: { status, challenge: progress?.challenge ?? null },
          delivery: progress?.delivery ?? null,
          payments: own.map(
            ({ id: paymentId, milestoneId, status: paymentStatus, failure, hold }): LivePayment => ({
              id: paymentId,
              milestoneId,
              status: paymentStatus,
              failure,
              hold,
            }),
          ),
        };
        const ids = [progress?.challenge.id, progress?.messageId, ...own.map((payment) => payment.id)];
        return [id, { clientId, state, subjects: [id, ...ids.flatMap((each) => each ?? [])] }];
      }),
    );
  }
}
