import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../../shared/api/pages';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconPayments } from '../../shared/ui/icons';
import { LoadMore } from '../../shared/ui/load-more';
import { Page } from '../../shared/ui/page';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { PaymentRows } from '../../shared/work/payment-rows';
import { paymentsQuery } from '../../shared/work/queries';

const words = texts.work.payments;

export function Component() {
  const isClient = useMe().accountType === 'client';
  const payments = useInfiniteQuery(paymentsQuery);
  const all = itemsOf(payments.data);
  return (
    <Page title={words.title} lead={isClient ? words.clientLead : words.payeeLead}>
      <Section title={words.title}>
        <ProblemAlert error={payments.error} onRetry={() => payments.refetch()} />
        {payments.isPending && <RowsSkeleton count={5} />}
        <PaymentRows label={words.title} payments={all} />
        <LoadMore list={payments} />
        {payments.isSuccess && all.length === 0 && (
          <EmptyState
            icon={<IconPayments size={28} />}
            title={words.empty}
            detail={isClient ? words.clientEmpty : words.payeeEmpty}
          />
        )}
      </Section>
    </Page>
  );
}
