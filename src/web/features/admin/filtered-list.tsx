import { Card, Stack } from '@mantine/core';
import type { ComponentProps, ReactNode } from 'react';
import { EmptyState } from '../../shared/ui/empty-state';
import { FilterForm } from '../../shared/ui/filter-form';
import { IconShieldCheck } from '../../shared/ui/icons';
import { PagedList } from '../../shared/ui/paged-list';
import { Section } from '../../shared/ui/section';
import type { Filters, useFilters } from '../../shared/ui/use-filters';

interface FilteredListProps<Name extends string, Item> {
  filters: ReturnType<typeof useFilters<Name>>;
  fields: (filters: Filters<Name>) => ReactNode;
  list: ComponentProps<typeof PagedList<Item>>['list'];
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
  return (
    <Stack gap="lg">
      <Card>
        <FilterForm list={filters} fields={fields} />
      </Card>
      <Section title={words.list}>
        <PagedList
          label={words.list}
          list={list}
          row={row}
          empty={
            <EmptyState icon={<IconShieldCheck size={28} />} title={words.empty} detail={words.emptyDetail} />
          }
          likely={4}
        />
      </Section>
    </Stack>
  );
}
