import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../../shared/texts';
import { Section } from '../../shared/ui/section';
import { DataTable } from './data-table';

interface ChartSectionProps {
  title: string;
  /** What is counted, in a sentence. */
  hint: string;
  chart: ReactNode;
  heads: string[];
  rows: string[][];
  actions?: ReactNode;
}

/** Tables with more columns stand below the chart. */
const BESIDE = 5;

/** A chart with its figures beside it, below it on phones. */
export function ChartSection({ title, hint, chart, heads, rows, actions }: ChartSectionProps) {
  const { nothing, figuresOf } = texts.analytics;
  return (
    <Section title={title} actions={actions}>
      <Text size="sm" c="dimmed">
        {rows.length > 0 ? hint : nothing}
      </Text>
      {rows.length > 0 && (
        <SimpleGrid cols={{ base: 1, md: heads.length > BESIDE ? 1 : 2 }} spacing="xl">
          <div>{chart}</div>
          <DataTable label={figuresOf(title)} heads={heads} rows={rows} />
        </SimpleGrid>
      )}
    </Section>
  );
}
