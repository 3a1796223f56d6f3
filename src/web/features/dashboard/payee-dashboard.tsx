import { Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../../shared/api/pages';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconPayments, IconSparkle } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { LoadMore } from '../../shared/ui/load-more';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { MilestoneRows } from '../../shared/work/milestone-rows';
import { PaymentRows } from '../../shared/work/payment-rows';
import { milestonesQuery, paymentsQuery } from '../../shared/work/queries';
import { Tiles } from './tiles';

const words = texts.work.dashboard;
const LATEST = 5;

export default function PayeeDashboard() {
  const pending = useInfiniteQuery(milestonesQuery({ status: 'pending' }));
  const submitted = useInfiniteQuery(milestonesQuery({ status: 'submitted' }));
  const payments = useInfiniteQuery(paymentsQuery);
  const [toDeliver, waiting, all] = [itemsOf(pending.data), itemsOf(submitted.data), itemsOf(payments.data)];
  return (
    <Stack gap="lg">
      <Tiles
        tiles={[
          { label: words.totalDeliver, items: toDeliver },
          { label: words.totalSubmitted, items: waiting },
          { label: words.totalReleased, items: all.filter(({ status }) => status === 'released') },
        ]}
      />
      <Section title={words.toDeliver}>
        <ProblemAlert error={pending.error} onRetry={() => pending.refetch()} />
        {pending.isPending && <RowsSkeleton />}
        <MilestoneRows label={words.toDeliver} milestones={toDeliver} />
        <LoadMore list={pending} />
        {pending.isSuccess && toDeliver.length === 0 && (
          <EmptyState
            icon={<IconSparkle size={28} />}
            title={words.toDeliverEmpty}
            detail={words.toDeliverEmptyDetail}
          />
        )}
      </Section>
      {waiting.length > 0 && (
        <Section title={words.submitted}>
          <MilestoneRows label={words.submitted} milestones={waiting} />
          <LoadMore list={submitted} />
        </Section>
      )}
      <Section
        title={words.releases}
        actions={
          <ButtonLink to="/payments" variant="subtle" size="sm">
            {words.allPayments}
          </ButtonLink>
        }
      >
        <ProblemAlert error={payments.error} onRetry={() => payments.refetch()} />
        {payments.isPending && <RowsSkeleton count={2} />}
        <PaymentRows label={words.releases} payments={all.slice(0, LATEST)} />
        {payments.isSuccess && all.length === 0 && (
          <EmptyState
            icon={<IconPayments size={28} />}
            title={words.releasesEmpty}
            detail={words.releasesEmptyDetail}
          />
        )}
      </Section>
    </Stack>
  );
}
