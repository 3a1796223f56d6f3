import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Payment } from '../../shared/api/types';
import { useOnceAtATime } from '../../shared/api/use-once-at-a-time';
import { formatTime } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { ButtonLink, TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Facts } from '../../shared/work/facts';
import { Money } from '../../shared/work/money';
import { PaymentNotes } from '../../shared/work/payment-notes';
import { milestoneQuery, paymentQuery, refreshWork } from '../../shared/work/queries';
import { PaymentBadge } from '../../shared/work/status-badge';

const words = texts.work;

export function Component() {
  const { id = '' } = useParams();
  const payment = useQuery(paymentQuery(id));
  if (payment.isPending) return <PageSkeleton />;
  if (payment.isLoadingError)
    return (
      <Page title={words.payments.payment}>
        <ProblemAlert error={payment.error} onRetry={() => payment.refetch()} />
      </Page>
    );
  return <PaymentDetail payment={payment.data} />;
}

function PaymentDetail({ payment }: { payment: Payment }) {
  const { milestoneId, amount, currency, status, createdAt, releasedAt, approvalId } = payment;
  const isClient = useMe().accountType === 'client';
  const milestone = useQuery(milestoneQuery(milestoneId));
  const title = milestone.data ? words.payments.paymentOf(milestone.data.title) : words.payments.payment;
  return (
    <Page
      title={title}
      before={<TextLink to="/payments">{words.payments.back}</TextLink>}
      actions={isClient && <ButtonLink to={`/approvals/${approvalId}`}>{words.payments.receipt}</ButtonLink>}
    >
      <Card>
        <Stack gap="md">
          <Group justify="space-between">
            <Money amount={amount} currency={currency} fz={30} />
            <PaymentBadge status={status} />
          </Group>
          <Text c="dimmed" role="status">
            {words.paymentHint[status]}
          </Text>
          <PaymentNotes payment={payment} />
          <Facts
            facts={[
              milestone.data
                ? [
                    words.milestone,
                    <TextLink key="m" to={`/milestones/${milestoneId}`}>
                      {milestone.data.title}
                    </TextLink>,
                  ]
                : null,
              milestone.data ? [words.payee, milestone.data.payee.name] : null,
              [words.milestonePage.approvedAt, formatTime(createdAt)],
              releasedAt ? [words.milestonePage.releasedAt, formatTime(releasedAt)] : null,
              [words.reference, payment.id],
            ]}
          />
          {isClient && <Remedies payment={payment} />}
        </Stack>
      </Card>
    </Page>
  );
}

/** What its client can do about a payment that has failed or waits. */
function Remedies({ payment: { id, status } }: { payment: Payment }) {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: async (action: 'retry' | 'cancel') => {
      const attempt = `${action} payment ${id}`;
      const params = { path: { id }, header: { 'Idempotency-Key': attemptKey(attempt) } };
      try {
        await (action === 'retry'
          ? answer(api.POST('/api/payments/{id}/retry', { params }))
          : answer(api.POST('/api/payments/{id}/cancel', { params })));
        endAttempt(attempt);
      } catch (error) {
        if (isProblem(error) && !error.isUnclear) endAttempt(attempt);
        throw error;
      }
    },
    onSettled: () => refreshWork(queries),
  });
  const actOnce = useOnceAtATime(act.mutateAsync);
  if (status !== 'failed' && status !== 'held') return null;
  const [action, label, hint] =
    status === 'failed'
      ? (['retry', words.payments.retry, words.payments.failedHint] as const)
      : (['cancel', words.payments.cancel, words.payments.cancelHint] as const);
  return (
    <Stack gap="sm">
      <ProblemAlert error={act.error} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={460}>
          {hint}
        </Text>
        <Button variant="default" onClick={() => actOnce(action)} loading={act.isPending}>
          {label}
        </Button>
      </Group>
    </Stack>
  );
}
