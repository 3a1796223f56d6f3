import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Approval } from '../../shared/api/types';
import { approvalQuery, refreshWork } from '../../shared/work/queries';

const POLL_MS = 2_500;
/** Several changes that come together are read at once. */
const GATHER_MS = 120;
const events = ['snapshot', 'delivery', 'verification', 'payment'] as const;

/** Nothing will change any more unless somebody does something. */
export function isOver({ status, payments }: Approval): boolean {
  if (status === 'pending') return false;
  return (
    status !== 'approved' || payments.every((each) => each.status === 'released' || each.status === 'failed')
  );
}

/** An approval as it is now: told by server-sent events, asked for where those do not come through. */
export function useLiveApproval(id: string) {
  const queries = useQueryClient();
  const [isStreaming, setIsStreaming] = useState(false);
  const approval = useQuery({
    ...approvalQuery(id),
    refetchInterval: ({ state: { data } }) => (!data || isOver(data) || isStreaming ? false : POLL_MS),
  });
  const isWatched = approval.data !== undefined && !isOver(approval.data);
  useEffect(() => {
    if (!isWatched) return;
    const stream = new EventSource(`/api/milestones/approvals/${id}/events`);
    let gathering: ReturnType<typeof setTimeout> | undefined;
    const hear = () => {
      clearTimeout(gathering);
      gathering = setTimeout(() => queries.invalidateQueries(approvalQuery(id)), GATHER_MS);
    };
    for (const event of events) stream.addEventListener(event, hear);
    stream.addEventListener('open', () => setIsStreaming(true));
    stream.addEventListener('error', () => setIsStreaming(false));
    stream.addEventListener('end', () => {
      setIsStreaming(false);
      stream.close();
      hear();
    });
    return () => {
      clearTimeout(gathering);
      stream.close();
      setIsStreaming(false);
    };
  }, [id, isWatched, queries]);
  // Lists elsewhere in the app show the same payments.
  const isDone = approval.data !== undefined && isOver(approval.data);
  useEffect(() => {
    if (isDone) void refreshWork(queries);
  }, [isDone, queries]);
  return approval;
}
