import { Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../../shared/api/pages';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconCheck, IconSparkle } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { LoadMore } from '../../shared/ui/load-more';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { ApproveList } from '../../shared/work/approve-list';
import { PaymentRows } from '../../shared/work/payment-rows';
import { isMoving, milestonesQuery, paymentsQuery } from '../../shared/work/queries';
import { Tiles } from './tiles';

const words = texts.work.dashboard;

export default function ClientDashboard() {
  const waiting = useInfiniteQuery(milestonesQuery({ status: 'submitted' }));
  const payments = useInfiniteQuery(paymentsQuery);
  const milestones = itemsOf(waiting.data);
  const all = itemsOf(payments.data);
  const moving = all.filter((payment) => isMoving(payment) || payment.status === 'held');
  return (
    <Stack gap="lg">
      <Tiles
        tiles={[
          { label: words.totalWaiting, items: milestones },
          { label: words.totalMoving, items: moving },
          { label: words.totalReleased, items: all.filter(({ status }) => status === 'released') },
        ]}
      />
      <Section title={words.waiting}>
        <ProblemAlert error={waiting.error} onRetry={() => waiting.refetch()} />
        {waiting.isPending && <RowsSkeleton />}
        {milestones.length > 0 && <ApproveList label={words.waiting} milestones={milestones} />}
        <LoadMore list={waiting} />
        {waiting.isSuccess && milestones.length === 0 && (
          <EmptyState
            icon={<IconSparkle size={28} />}
            title={words.waitingEmpty}
            detail={words.waitingEmptyDetail}
            action={
              <ButtonLink to="/contracts" variant="default" mt="sm">
                {texts.work.contracts.title}
              </ButtonLink>
            }
          />
        )}
      </Section>
      <Section
        title={words.moving}
        actions={
          <ButtonLink to="/payments" variant="subtle" size="sm">
            {words.allPayments}
          </ButtonLink>
        }
      >
        <ProblemAlert error={payments.error} onRetry={() => payments.refetch()} />
        {payments.isPending && <RowsSkeleton count={2} />}
        {moving.length > 0 && <PaymentRows label={words.moving} payments={moving} />}
        {payments.isSuccess && moving.length === 0 && (
          <EmptyState
            icon={<IconCheck size={28} />}
            title={words.movingEmpty}
            detail={words.movingEmptyDetail}
          />
        )}
      </Section>
    </Stack>
  );
}
