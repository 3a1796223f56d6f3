import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { serverNow } from '../../shared/api/server-clock';
import { texts } from '../../shared/texts';
import { IconDownload } from '../../shared/ui/icons';
import { Section } from '../../shared/ui/section';
import { dayOf, momentsOf } from './day-range';

const words = texts.audit.report;
const USUAL_MONTHS = 3;

/** The SOC 2 report, which the server makes as a page of its own. */
export function EvidenceReport() {
  const [{ from, to }, setRange] = useState(usualRange);
  const isBackwards = from > to;
  const address = (format: string) =>
    `/api/audit/reports/soc2?${new URLSearchParams({ ...momentsOf({ from, to }), format })}`;
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <Group align="flex-start" gap="md">
        <TextInput
          type="date"
          label={words.from}
          value={from}
          onChange={({ currentTarget: { value } }) => setRange({ from: value, to })}
        />
        <TextInput
          type="date"
          label={words.to}
          value={to}
          onChange={({ currentTarget: { value } }) => setRange({ from, to: value })}
          error={isBackwards && words.invalid}
        />
      </Group>
      {!isBackwards && (
        <Group gap="sm">
          <Button component="a" href={address('html')} target="_blank" rel="noopener">
            {words.open}
          </Button>
          <Button
            component="a"
            href={address('json')}
            download={words.fileName}
            variant="default"
            leftSection={<IconDownload size={18} />}
          >
            {words.json}
          </Button>
        </Group>
      )}
    </Section>
  );
}

function usualRange() {
  const to = new Date(serverNow());
  const from = new Date(to);
  from.setMonth(from.getMonth() - USUAL_MONTHS);
  return { from: dayOf(from), to: dayOf(to) };
}
