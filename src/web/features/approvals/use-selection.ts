import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { itemsOf } from '../../shared/api/pages';
import { milestonesQuery } from '../../shared/work/queries';

/** The milestones that the address names, of those that wait for approval. */
export function useSelection() {
  const [search] = useSearchParams();
  const wanted = new Set(search.getAll('milestone'));
  const submitted = useInfiniteQuery(milestonesQuery({ status: 'submitted' }));
  const found = itemsOf(submitted.data).filter(({ id }) => wanted.has(id));
  const { hasNextPage, isFetching, fetchNextPage } = submitted;
  const mayBeElsewhere = found.length < wanted.size && hasNextPage;
  useEffect(() => {
    if (mayBeElsewhere && !isFetching) void fetchNextPage();
  }, [mayBeElsewhere, isFetching, fetchNextPage]);
  return {
    isPending: submitted.isPending || mayBeElsewhere,
    error: submitted.error,
    refetch: submitted.refetch,
    milestones: found,
    /** How many of them do not wait any more. */
    gone: wanted.size - found.length,
  };
}
