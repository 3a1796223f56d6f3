import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { MessagesHealth } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { StatusBadge } from '../../shared/work/status-badge';
import { messagesQuery } from './queries';

const words = texts.admin.messages;
const channels = ['email', 'sms'] as const;
const tones = { ok: 'good', degraded: 'bad', off: 'quiet' } as const;

export function Component() {
  const health = useQuery(messagesQuery);
  if (health.isPending) return <PageSkeleton />;
  const { data } = health;
  return (
    <Page title={words.title} lead={words.lead}>
      <ProblemAlert error={health.error} onRetry={() => health.refetch()} />
      {data && (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
            {channels.map((channel) => (
              <Channel key={channel} channel={channel} health={data[channel]} />
            ))}
          </SimpleGrid>
          <Counts counts={data.counts} />
          <Failures failures={data.failures} />
        </Stack>
      )}
    </Page>
  );
}

interface ChannelProps {
  channel: (typeof channels)[number];
  health: MessagesHealth['email'];
}

function Channel({ channel, health }: ChannelProps) {
  const { state, oldestWaitingSeconds: oldest, recentFailures, lastError } = health;
  return (
    <Section
      title={words.channels[channel]}
      actions={<StatusBadge tone={tones[state]}>{words.states[state]}</StatusBadge>}
    >
      <Facts
        facts={[
          [words.oldest, oldest === null ? words.nothingWaits : words.seconds(oldest)],
          [words.recentFailures, recentFailures],
          [words.lastError, lastError ?? words.none],
        ]}
      />
    </Section>
  );
}

function Counts({ counts }: Pick<MessagesHealth, 'counts'>) {
  return (
    <Section title={words.counts}>
      {counts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {words.empty}
        </Text>
      ) : (
        <Rows label={words.counts}>
          {counts.map(({ channel, provider, template, status, count }) => (
            <Row
              key={`${channel} ${provider} ${template} ${status}`}
              title={template}
              detail={[words.channels[channel], provider].filter(Boolean).join(' · ')}
              aside={words.countOf(words.statuses[status], count)}
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function Failures({ failures }: Pick<MessagesHealth, 'failures'>) {
  return (
    <Section title={words.failures}>
      {failures.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noFailures}
        </Text>
      )}
      {failures.length > 0 && (
        <Rows label={words.failures}>
          {failures.map(
            ({ id, template, maskedDestination, status, error, attempts, failedAt, provider }) => (
              <Row
                key={id}
                title={`${template}, ${maskedDestination}`}
                detail={[formatTime(failedAt), provider, words.tries(attempts), error]
                  .filter(Boolean)
                  .join(' · ')}
                aside={<StatusBadge tone="bad">{words.statuses[status]}</StatusBadge>}
              />
            ),
          )}
        </Rows>
      )}
    </Section>
  );
}
