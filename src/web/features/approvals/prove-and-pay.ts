import { answer, api } from '../../shared/api/client';
import { isProblem, Problem } from '../../shared/api/problem';
import type { Approval, Proof } from '../../shared/api/types';
import { texts } from '../../shared/texts';

/** What is wrong with the money, not with the code: the code goes on counting once that is mended. */
export function isFundsProblem(error: unknown): boolean {
  return isProblem(error, 'authorization-expired', 'authorization-insufficient');
}

/**
 * Presents the proof. A payment is made once or not at all, so when the answer got lost, or says that the approval is not
 * waiting any more, what counts is what has become of the approval.
 * @throws Problem when nothing was paid by it
 */
export async function proveAndPay(
  approvalId: string,
  proof: Proof,
  trustDevice: boolean,
  refresh: () => Promise<Approval>,
): Promise<void> {
  try {
    await answer(api.POST('/api/milestones/verify-and-pay', { body: { approvalId, trustDevice, ...proof } }));
    await refresh();
  } catch (error) {
    if (!isProblem(error) || !mayHaveHappened(error)) throw error;
    const { status } = await refresh().catch(() => {
      throw new Problem('unreachable', 0, texts.approval.verify.stillUnclear);
    });
    if (status === 'pending')
      throw error.isUnclear ? new Problem(error.code, error.status, texts.approval.verify.unclear) : error;
  }
}

function mayHaveHappened(problem: Problem): boolean {
  return (
    problem.isUnclear || ['approval-not-pending', 'approval-void', 'challenge-used'].includes(problem.code)
  );
}
