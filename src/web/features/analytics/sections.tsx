import { NativeSelect, Stack, Title } from '@mantine/core';
import type { TwoFactorBucket, TwoFactorFigures } from '../../shared/api/types';
import { formatDay, formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { Bars } from './bars';
import { ChartSection } from './chart-section';
import { Columns } from './columns';
import { fateOf, purposesOf, share, sumOf } from './figures';
import type { Series } from './fills';
import { formatCount, formatRate, formatSeconds } from './format';
import type { Bucket } from './view';

const { funnel, overTime, methods, reasons, delivery, named } = texts.analytics;

type Figures = TwoFactorFigures;

const outcomes: Series[] = [
  { key: 'success', label: overTime.proven, fill: 'solid' },
  { key: 'failed', label: overTime.failed, fill: 'hatched' },
  { key: 'abandoned', label: overTime.abandoned, fill: 'dotted' },
  { key: 'open', label: overTime.open, fill: 'empty' },
];

/** From the approval of a payment to a proof. */
export function Funnel({ stepUp: { approvals, prompted, answered, disputed } }: Figures) {
  const steps = [
    { label: funnel.approvals, value: approvals },
    { label: funnel.prompted, value: prompted },
    { label: funnel.answered, value: answered },
    { label: funnel.disputed, value: disputed },
  ];
  return (
    <ChartSection
      title={funnel.title}
      hint={funnel.hint}
      chart={
        <Bars
          label={funnel.chart}
          series={[{ key: 'value', label: funnel.approvals, fill: 'solid' }]}
          rows={steps.map(({ label, value }) => ({ name: label, value }))}
          format={formatCount}
        />
      }
      heads={funnel.heads}
      rows={
        approvals === 0
          ? []
          : steps.map(({ label, value }) => [label, formatCount(value), formatRate(share(value, approvals))])
      }
    />
  );
}

export function OverTime({ buckets, bucket }: { buckets: TwoFactorBucket[]; bucket: Bucket }) {
  const nameOf = bucket === 'hour' ? formatTime : formatDay;
  const all = buckets.map(({ from, challenges }) => ({ from, ...sumOf(challenges) }));
  const busy = all.filter(({ sent }) => sent > 0);
  return (
    <ChartSection
      title={overTime.title}
      hint={overTime.hint}
      chart={
        <Columns
          label={overTime.chart}
          series={outcomes}
          columns={all.map(({ from, success, failed, abandoned, open }) => ({
            name: nameOf(from),
            success,
            failed,
            abandoned,
            open,
          }))}
          format={formatCount}
        />
      }
      heads={overTime.heads}
      rows={busy.map(({ from, sent, success, failed, abandoned }) => [
        nameOf(from),
        ...[sent, success, failed, abandoned].map(formatCount),
      ])}
    />
  );
}

interface MethodsProps {
  challenges: Figures['challenges'];
  /** Null for the most frequent one. */
  purpose: string | null;
  onPurpose: (purpose: string) => void;
}

/** How often and how quickly each method succeeds, for one purpose: medians of several cannot be added up. */
export function Methods({ challenges, purpose: wanted, onPurpose }: MethodsProps) {
  const purposes = purposesOf(challenges);
  const purpose = purposes.find((each) => each === wanted) ?? purposes[0];
  const rows = challenges.filter((each) => each.purpose === purpose);
  const timed = rows.filter(({ timeToComplete: { medianSeconds } }) => medianSeconds !== null);
  const nameOf = (method: string) => named.methods[method] ?? method;
  return (
    <ChartSection
      title={methods.title}
      hint={methods.hint}
      actions={
        purposes.length > 0 && (
          <NativeSelect
            aria-label={methods.purpose}
            value={purpose}
            onChange={(event) => onPurpose(event.currentTarget.value)}
            data={purposes.map((value) => ({ value, label: named.purposes[value] ?? value }))}
          />
        )
      }
      chart={
        <Stack gap="lg">
          <div>
            <Title order={3} size="h5" mb="xs">
              {methods.success}
            </Title>
            <Bars
              label={methods.successChart}
              kind="shares"
              series={outcomes.filter(({ key }) => key !== 'open')}
              rows={rows.map(({ method, successRate, success, failed, abandoned }) => ({
                name: named.with(nameOf(method), formatRate(successRate)),
                success,
                failed,
                abandoned,
              }))}
              format={formatCount}
            />
          </div>
          <div>
            <Title order={3} size="h5" mb="xs">
              {methods.time}
            </Title>
            <Bars
              label={methods.timeChart}
              series={[
                { key: 'median', label: methods.median, fill: 'solid' },
                { key: 'p95', label: methods.p95, fill: 'hatched' },
              ]}
              rows={timed.map(({ method, timeToComplete: { medianSeconds, p95Seconds } }) => ({
                name: nameOf(method),
                median: medianSeconds,
                p95: p95Seconds,
              }))}
              format={formatSeconds}
            />
          </div>
        </Stack>
      }
      heads={methods.heads}
      rows={rows.map(({ method, sent, success, failed, abandoned, successRate, timeToComplete }) => [
        nameOf(method),
        ...[sent, success, failed, abandoned].map(formatCount),
        formatRate(successRate),
        formatSeconds(timeToComplete.medianSeconds),
        formatSeconds(timeToComplete.p95Seconds),
      ])}
    />
  );
}

export function Reasons({ stepUp }: Figures) {
  const rows = stepUp.reasons
    .filter(({ prompted }) => prompted > 0)
    .toSorted((a, b) => b.prompted - a.prompted)
    .map((each) => ({ ...each, label: named.reasons[each.name] ?? each.name }));
  return (
    <ChartSection
      title={reasons.title}
      hint={reasons.hint}
      chart={
        <Bars
          label={reasons.chart}
          series={[{ key: 'prompted', label: reasons.prompts, fill: 'solid' }]}
          rows={rows.map(({ label, prompted }) => ({ name: label, prompted }))}
          format={formatCount}
        />
      }
      heads={reasons.heads}
      rows={rows.map(({ label, prompted, answered, disputed, falseAlarmRate }) => [
        label,
        ...[prompted, answered, disputed].map(formatCount),
        formatRate(falseAlarmRate),
      ])}
    />
  );
}

export function Delivery({ deliveries }: Figures) {
  const rows = deliveries.map((each) => ({ ...each, label: delivery.by(each.channel, each.provider) }));
  return (
    <ChartSection
      title={delivery.title}
      hint={delivery.hint}
      chart={
        <Bars
          label={delivery.chart}
          kind="shares"
          series={[
            { key: 'delivered', label: delivery.delivered, fill: 'solid' },
            { key: 'taken', label: delivery.taken, fill: 'hatched' },
            { key: 'lost', label: delivery.lost, fill: 'dotted' },
            { key: 'waiting', label: delivery.waiting, fill: 'empty' },
          ]}
          rows={rows.map((each) => ({
            name: named.with(
              each.label,
              formatRate(each.messages > 0 ? each.accepted / each.messages : null),
            ),
            ...fateOf(each),
          }))}
          format={formatCount}
        />
      }
      heads={delivery.heads}
      rows={rows.map(({ label, messages, accepted, delivered, undelivered, failed, expired }) => [
        label,
        ...[messages, accepted, delivered, undelivered, failed, expired].map(formatCount),
      ])}
    />
  );
}
