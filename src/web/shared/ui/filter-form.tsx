import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts';
import { onSubmit } from './form';
import type { Filters, useFilters } from './use-filters';

const words = texts.consoles;

interface FilterFormProps<Name extends string> {
  list: ReturnType<typeof useFilters<Name>>;
  /** Fields with these names; what is set stands in them. */
  fields: (filters: Filters<Name>) => ReactNode;
}

export function FilterForm<Name extends string>({
  list: { filters, apply, clear },
  fields,
}: FilterFormProps<Name>) {
  return (
    <form
      // With other filters, e.g. after the back button, the fields begin anew.
      key={JSON.stringify(filters)}
      aria-label={words.filters}
      onSubmit={onSubmit(apply)}
    >
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }} spacing="md">
          {fields(filters)}
        </SimpleGrid>
        <Group gap="sm">
          <Button type="submit">{words.apply}</Button>
          {Object.keys(filters).length > 0 && (
            <Button variant="subtle" color="gray" onClick={clear}>
              {words.clear}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface ChoiceOptions<Value extends string> {
  value: Value;
  label: string;
}

/** The values of a catalogue of texts, with "any" before them. */
export function choices<Value extends string>(labels: Record<Value, string>): ChoiceOptions<Value | ''>[] {
  const known = Object.entries(labels) as [Value, string][];
  return [{ value: '', label: words.any }, ...known.map(([value, label]) => ({ value, label }))];
}
