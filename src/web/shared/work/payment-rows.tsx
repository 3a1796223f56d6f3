import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Payment } from '../api/types';
import { formatDay } from '../format/time';
import { texts } from '../texts';
import { Row, Rows } from '../ui/rows';
import { Money } from './money';
import { milestoneQuery } from './queries';
import { PaymentBadge } from './status-badge';

export function PaymentRows({ label, payments }: { label: string; payments: readonly Payment[] }) {
  if (payments.length === 0) return null;
  return (
    <Rows label={label}>
      {payments.map((payment) => (
        <PaymentRow key={payment.id} payment={payment} />
      ))}
    </Rows>
  );
}

function PaymentRow({ payment }: { payment: Payment }) {
  const { id, milestoneId, amount, currency, status, createdAt, releasedAt, hold } = payment;
  const milestone = useQuery({ ...milestoneQuery(milestoneId), staleTime: 60_000, refetchInterval: false });
  const day = formatDay(releasedAt ?? createdAt);
  const { data, isPending } = milestone;
  return (
    <Row
      to={`/payments/${id}`}
      title={data?.title ?? texts.work.payments.payment}
      detail={
        isPending ? (
          <Skeleton h={14} w={160} mt={4} />
        ) : (
          `${data ? `${data.payee.name} · ` : ''}${day}${hold ? ` · ${hold.explanation}` : ''}`
        )
      }
      aside={
        <>
          <PaymentBadge status={status} />
          <Money amount={amount} currency={currency} />
        </>
      }
    />
  );
}
