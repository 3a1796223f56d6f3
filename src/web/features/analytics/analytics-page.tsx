import { Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { serverNow } from '../../shared/api/server-clock';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Patterns } from './fills';
import { Delivery, Funnel, Methods, OverTime, Reasons } from './sections';
import { bucketsFor, ranges, readView } from './view';

const words = texts.analytics;
const DAY_MS = 86_400_000;

export function Component() {
  const [search, setSearch] = useSearchParams();
  const { days, bucket, purpose } = readView(search);
  // Charts take a moment to draw: until they are, what was rendered last does not know of the choice before.
  const show = (changes: Record<string, string>) => {
    const chosen = new URLSearchParams(window.location.search);
    setSearch({ ...Object.fromEntries(chosen), ...changes }, { replace: true });
  };
  const figures = useQuery({
    queryKey: ['analytics', days, bucket],
    queryFn: ({ signal }) => {
      const from = new Date(serverNow() - days * DAY_MS).toISOString();
      return answer(api.GET('/api/analytics/2fa', { params: { query: { from, bucket } }, signal }));
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (figures.isPending) return <PageSkeleton />;
  if (figures.isLoadingError)
    return (
      <Page title={words.title}>
        <ProblemAlert error={figures.error} onRetry={() => figures.refetch()} />
      </Page>
    );
  const { totals, buckets, countedUntil, bucket: shown } = figures.data;
  return (
    <Page title={words.title} lead={words.lead}>
      <Patterns />
      <Stack gap="lg">
        <Group gap="md">
          <SegmentedControl
            aria-label={words.range}
            value={String(days)}
            onChange={(value) => show({ days: value })}
            data={ranges.map((value) => ({ value: String(value), label: words.days(value) }))}
          />
          <SegmentedControl
            aria-label={words.bucket}
            value={bucket}
            onChange={(value) => show({ bucket: value })}
            data={bucketsFor(days).map((value) => ({ value, label: words.buckets[value] }))}
          />
        </Group>
        <Text size="sm" c="dimmed" role="status">
          {countedUntil ? words.countedUntil(formatTime(countedUntil)) : words.notCounted}
        </Text>
        <Funnel {...totals} />
        <OverTime buckets={buckets} bucket={shown} />
        <Methods
          challenges={totals.challenges}
          purpose={purpose}
          onPurpose={(value) => show({ purpose: value })}
        />
        <Reasons {...totals} />
        <Delivery {...totals} />
      </Stack>
    </Page>
  );
}
