import { Button } from '@mantine/core';
import { texts } from '../texts';

interface LoadMoreProps {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** The rest of a list; nothing when all of it is there. */
export function LoadMore({ list: { hasNextPage, isFetchingNextPage, fetchNextPage } }: LoadMoreProps) {
  if (!hasNextPage) return null;
  return (
    <Button variant="default" onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
      {texts.shell.loadMore}
    </Button>
  );
}
