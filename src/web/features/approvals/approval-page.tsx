import { useQueryClient } from '@tanstack/react-query';
import { lazy, useEffect } from 'react';
import { useParams } from 'react-router';
import { endAttempt } from '../../shared/api/attempt-key';
import type { Approval } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconCross } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';
import { reviewPath } from '../../shared/work/approve-list';
import { approvalQuery, readApproval } from '../../shared/work/queries';
import { attemptOf } from './selection';
import { useLiveApproval } from './use-live-approval';
import { VerifyPayment } from './verify-payment';

const loadResult = () => import('./result');
const Result = lazy(loadResult);

/** One approval, whatever has become of it. Its address is all that is needed to come back to it. */
export function Component() {
  const { id = '' } = useParams();
  const queries = useQueryClient();
  const approval = useLiveApproval(id);
  const { data, error } = approval;
  useEndOfAttempt(data);
  // Wanted in a moment, when the connection may be gone.
  useEffect(() => void loadResult().catch(() => undefined), []);
  if (!data)
    return error ? (
      <Page title={texts.approval.receipt.approval}>
        <ProblemAlert error={error} onRetry={() => approval.refetch()} />
      </Page>
    ) : (
      <PageSkeleton />
    );
  switch (data.status) {
    case 'pending':
      return (
        <VerifyPayment
          approval={data}
          onChallenge={(challenge) =>
            queries.setQueryData(approvalQuery(id).queryKey, { ...data, challenge })
          }
          refresh={async () => {
            const { queryKey } = approvalQuery(id);
            const now = await readApproval(id);
            // One that was asked for before may still be on its way.
            await queries.cancelQueries({ queryKey });
            queries.setQueryData(queryKey, now);
            return now;
          }}
        />
      );
    case 'approved':
      return <Result approval={data} />;
    case 'cancelled':
    case 'void':
      return <Over approval={data} />;
  }
}

/** Approving the same again after this one is over is another attempt. */
function useEndOfAttempt(approval: Approval | undefined) {
  useEffect(() => {
    if (!approval || approval.status === 'pending') return;
    const { items } = approval.preview;
    endAttempt(attemptOf(items.map(({ milestoneId, version }) => ({ id: milestoneId, version }))));
  }, [approval]);
}

function Over({ approval: { status, preview } }: { approval: Approval }) {
  const { over } = texts.approval;
  const { title, detail } = over[status === 'cancelled' ? 'cancelled' : 'void'];
  const again = reviewPath(preview.items.map(({ milestoneId }) => milestoneId));
  return (
    <Page title={title}>
      <Section title={texts.approval.receipt.approval}>
        <EmptyState
          icon={<IconCross size={28} />}
          title={title}
          detail={detail}
          action={<ButtonLink to={again}>{over.again}</ButtonLink>}
        />
      </Section>
    </Page>
  );
}
