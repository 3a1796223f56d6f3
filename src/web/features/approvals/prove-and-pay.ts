import { answer, api } from '../../shared/api/client';
import { isProblem, Problem } from '../../shared/api/problem';
import type { Approval, Proof } from '../../shared/api/types';
import { texts } from '../../shared/texts';

const AGAIN_MS = 3_000;

/** What is wrong with the money, not with the code: the code goes on counting once that is mended. */
export function isFundsProblem(error: unknown): boolean {
  return isProblem(error, 'authorization-expired', 'authorization-insufficient');
}

interface Paying {
  approvalId: string;
  proof: Proof;
  trustDevice: boolean;
  /** What has become of the approval; throws while the server cannot be reached. */
  refresh: () => Promise<Approval>;
  /** It is unknown what became of the code, and is asked for again in a moment, or as soon as this is called. */
  onDoubt: (askNow: () => void) => void;
  /** The person has gone elsewhere: there is nobody to tell. */
  gone: AbortSignal;
}

/**
 * Presents the proof. A payment is made once or not at all, so when the answer got lost, or says that the approval is not
 * waiting any more, what counts is what has become of the approval. It is asked for until the server says.
 * @throws Problem when nothing was paid by it
 */
export async function proveAndPay({ approvalId, proof, trustDevice, ...asking }: Paying): Promise<void> {
  try {
    await answer(api.POST('/api/milestones/verify-and-pay', { body: { approvalId, trustDevice, ...proof } }));
  } catch (error) {
    if (!isProblem(error) || !mayHaveHappened(error)) throw error;
    const now = await whatBecameOfIt(asking);
    if (now?.status !== 'pending') return;
    throw error.isUnclear ? new Problem(error.code, error.status, texts.approval.verify.unclear) : error;
  }
  await whatBecameOfIt(asking);
}

function mayHaveHappened(problem: Problem): boolean {
  return (
    problem.isUnclear || ['approval-not-pending', 'approval-void', 'challenge-used'].includes(problem.code)
  );
}

/** @returns null when the person has gone before there was an answer */
async function whatBecameOfIt({
  refresh,
  onDoubt,
  gone,
}: Pick<Paying, 'refresh' | 'onDoubt' | 'gone'>): Promise<Approval | null> {
  while (!gone.aborted) {
    try {
      return await refresh();
    } catch (error) {
      if (!isProblem(error) || !error.isUnclear) throw error;
    }
    await new Promise<void>((resolve) => {
      const again = () => {
        clearTimeout(timer);
        window.removeEventListener('online', again);
        resolve();
      };
      const timer = setTimeout(again, AGAIN_MS);
      window.addEventListener('online', again);
      onDoubt(again);
    });
  }
  return null;
}
