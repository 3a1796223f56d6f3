import { Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { itemsOf } from '../../shared/api/pages';
import type { AuditIntegrity } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconShieldCheck } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PagedList } from '../../shared/ui/paged-list';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { More, Raw } from '../../shared/ui/raw';
import { Row, Rows, RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { EvidenceReport } from './evidence-report';
import { checkpointsQuery, integrityQuery } from './queries';

const words = texts.audit.integrity;
const tones = { intact: 'success', unverified: 'info', damaged: 'danger' } as const;

export function Component() {
  return (
    <Page title={words.title} lead={words.lead} before={<TextLink to="/audit">{words.back}</TextLink>}>
      <Stack gap="lg">
        <Integrity />
        <EvidenceReport />
        <Checkpoints />
      </Stack>
    </Page>
  );
}

function Integrity() {
  const integrity = useQuery(integrityQuery);
  return (
    <Section title={words.statusTitle}>
      <ProblemAlert error={integrity.error} onRetry={() => integrity.refetch()} />
      {integrity.isPending && <RowsSkeleton />}
      {integrity.data && <State state={integrity.data} />}
    </Section>
  );
}

function State({ state: { status, checkpoint, verified, waiting, findings } }: { state: AuditIntegrity }) {
  const { title, detail } = words.states[status];
  const { lastPassSize, lastPassAt } = verified;
  return (
    <Stack gap="md">
      <Notice tone={tones[status]} title={title} icon={status === 'intact' && <IconShieldCheck />}>
        <Text size="sm">{detail}</Text>
      </Notice>
      {findings.length > 0 && (
        <Rows label={words.findings}>
          {findings.map(({ fault, explanation, eventId, place, foundAt }) => (
            <Row
              key={`${fault} ${place}`}
              to={eventId ? `/audit/events/${eventId}` : undefined}
              title={explanation}
              detail={words.place(place, formatTime(foundAt))}
            />
          ))}
        </Rows>
      )}
      <Facts
        facts={[
          [words.verifiedTo, words.verifiedOf(verified.position, checkpoint?.size ?? 0)],
          [
            words.lastPass,
            lastPassAt && lastPassSize !== null
              ? words.lastPassOf(lastPassSize, formatTime(lastPassAt))
              : words.never,
          ],
          [words.waiting, words.waitingOf(waiting.events)],
        ]}
      />
    </Stack>
  );
}

function Checkpoints() {
  const checkpoints = useInfiniteQuery(checkpointsQuery);
  return (
    <Section title={words.checkpoints}>
      <Text size="sm" c="dimmed">
        {checkpoints.isSuccess && itemsOf(checkpoints.data).length === 0
          ? words.noCheckpoints
          : words.checkpointsHint}
      </Text>
      <PagedList
        label={words.checkpoints}
        list={checkpoints}
        row={({ size, sealedAt, note }) => (
          <Row
            key={size}
            title={words.checkpoint(size)}
            detail={
              <>
                {formatTime(sealedAt)}
                <More title={words.showNote}>
                  <Raw>{note}</Raw>
                </More>
              </>
            }
          />
        )}
      />
    </Section>
  );
}
