import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { AuditEvent } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { ButtonLink, TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Hash } from '../../shared/ui/raw';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { StatusBadge } from '../../shared/work/status-badge';
import { EventProof } from './event-proof';
import { oneEventQuery } from './queries';

const { event: words, types, outcomes } = texts.audit;

export function Component() {
  const { id = '' } = useParams();
  const event = useQuery(oneEventQuery(id));
  if (event.isPending) return <PageSkeleton />;
  const before = <TextLink to="/audit">{words.back}</TextLink>;
  if (event.isLoadingError)
    return (
      <Page title={words.title} before={before}>
        <ProblemAlert error={event.error} onRetry={() => event.refetch()} />
      </Page>
    );
  const { type, at, details } = event.data;
  return (
    <Page title={types[type]} lead={formatTime(at)} before={before}>
      <Stack gap="lg">
        <EventFacts event={event.data} />
        <Section title={words.details}>
          <Details details={details} />
        </Section>
        <EventProof event={event.data} />
      </Stack>
    </Page>
  );
}

function EventFacts({ event }: { event: AuditEvent }) {
  const { id, at, type, outcome, actorId, subject, ip, userAgent, requestId } = event;
  return (
    <Section title={words.facts}>
      <Facts
        facts={[
          [words.at, <Hash key="at">{at}</Hash>],
          [words.type, <Hash key="type">{type}</Hash>],
          [
            words.outcome,
            <StatusBadge key="outcome" tone={outcome === 'success' ? 'good' : 'bad'}>
              {outcomes[outcome]}
            </StatusBadge>,
          ],
          [words.actor, actorId ? <Hash key="actor">{actorId}</Hash> : words.system],
          [words.subject, <Hash key="subject">{`${subject.type} ${subject.id ?? ''}`}</Hash>],
          [words.ip, ip ?? words.none],
          [words.userAgent, userAgent ?? words.none],
          [words.requestId, requestId ? <Hash key="request">{requestId}</Hash> : words.none],
          [words.id, <Hash key="id">{id}</Hash>],
        ]}
      />
      <Group gap="sm">
        {actorId && (
          <ButtonLink to={`/audit?actorId=${actorId}`} variant="default" size="sm">
            {words.more}
          </ButtonLink>
        )}
        {subject.id && (
          <ButtonLink to={`/audit?subjectId=${subject.id}`} variant="default" size="sm">
            {words.moreAbout}
          </ButtonLink>
        )}
      </Group>
    </Section>
  );
}

function Details({ details }: Pick<AuditEvent, 'details'>) {
  const noted = Object.entries(details as Record<string, unknown>);
  if (noted.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {words.noDetails}
      </Text>
    );
  return (
    <Facts
      facts={noted.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])}
    />
  );
}
