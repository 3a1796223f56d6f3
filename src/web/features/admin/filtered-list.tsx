import { Card, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyState } from '../../shared/ui/empty-state';
import { FilterForm } from '../../shared/ui/filter-form';
import { IconShieldCheck } from '../../shared/ui/icons';
import { LoadMore } from '../../shared/ui/load-more';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Rows, RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import type { Filters, useFilters } from '../../shared/ui/use-filters';

interface FilteredListProps<Name extends string, Item> {
  filters: ReturnType<typeof useFilters<Name>>;
  fields: (filters: Filters<Name>) => ReactNode;
  list: {
    data: { pages: { items: Item[] }[] } | undefined;
    error: unknown;
    isPending: boolean;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    refetch: () => unknown;
  };
  row: (item: Item) => ReactNode;
  words: { list: string; empty: string; emptyDetail: string };
}

/** Filters, and below them what they leave, page by page. */
export function FilteredList<Name extends string, Item>({
  filters,
  fields,
  list,
  row,
  words,
}: FilteredListProps<Name, Item>) {
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <Stack gap="lg">
      <Card>
        <FilterForm list={filters} fields={fields} />
      </Card>
      <Section title={words.list}>
        <ProblemAlert error={list.error} onRetry={() => list.refetch()} />
        {list.isPending && <RowsSkeleton count={4} />}
        {items && items.length > 0 && <Rows label={words.list}>{items.map(row)}</Rows>}
        {items?.length === 0 && (
          <EmptyState icon={<IconShieldCheck size={28} />} title={words.empty} detail={words.emptyDetail} />
        )}
        <LoadMore list={list} />
      </Section>
    </Stack>
  );
}
