import type { ReactNode } from 'react';
import { itemsOf, type Page } from '../api/pages';
import { LoadMore } from './load-more';
import { ProblemAlert } from './problem-alert';
import { Rows, RowsSkeleton } from './rows';

interface PagedListProps<Item> {
  /** For screen readers. */
  label: string;
  /** Of `useInfiniteQuery`. */
  list: {
    data: { pages: Page<Item>[] } | undefined;
    error: unknown;
    isPending: boolean;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
  };
  row: (item: Item) => ReactNode;
  /** In place of the rows when there are none. */
  empty?: ReactNode;
  /** How many rows are likely, while they are on their way. */
  likely?: number;
}

/** A list that comes page by page, in each of its states. */
export function PagedList<Item>({ label, list, row, empty, likely }: PagedListProps<Item>) {
  const items = itemsOf(list.data);
  return (
    <>
      <ProblemAlert error={list.error} onRetry={() => list.refetch()} />
      {list.isPending && <RowsSkeleton count={likely} />}
      {items.length > 0 && <Rows label={label}>{items.map(row)}</Rows>}
      {list.data && items.length === 0 && empty}
      <LoadMore list={list} />
    </>
  );
}
