import { Button, Card, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Approval, Payment } from '../../shared/api/types';
import { useOnceAtATime } from '../../shared/api/use-once-at-a-time';
import { texts } from '../../shared/texts';
import { IconAlert, IconCheck, IconClock, IconPause, IconPrinter } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Money } from '../../shared/work/money';
import { PaymentNotes } from '../../shared/work/payment-notes';
import { approvalQuery, isMoving, refreshWork } from '../../shared/work/queries';
import { PaymentBadge } from '../../shared/work/status-badge';
import { Receipt } from './receipt';

const words = texts.approval.result;

/** What has become of the payments of an approval, as it happens. */
export default function Result({ approval }: { approval: Approval }) {
  const { payments, preview, stepUp } = approval;
  const counts = countsOf(payments);
  const only = payments.length === 1 ? payments[0] : undefined;
  const { title, icon, color } = verdict(counts, payments.length);
  const titles = new Map(preview.items.map(({ milestoneId, title: name }) => [milestoneId, name]));
  return (
    <Page
      title={title}
      actions={
        <Group gap="sm" className="no-print">
          {counts.released > 0 && (
            <Button variant="default" leftSection={<IconPrinter size={18} />} onClick={() => window.print()}>
              {texts.approval.receipt.print}
            </Button>
          )}
          <ButtonLink to="/">{words.done}</ButtonLink>
        </Group>
      }
    >
      <Stack gap="lg">
        <Card className="no-print">
          <Group gap="lg" wrap="nowrap" align="flex-start">
            <ThemeIcon size={56} radius="xl" color={color}>
              {icon}
            </ThemeIcon>
            <Stack gap={4} role="status" aria-live="polite">
              <Money amount={preview.total} currency={preview.currency} fz={28} />
              <Text>{only ? texts.work.paymentHint[only.status] : summary(counts)}</Text>
              {counts.underWay > 0 && <Text c="dimmed">{words.live}</Text>}
              {!stepUp.required && (
                <Text size="sm" c="dimmed">
                  {words.withoutCode} {stepUp.explanations.map(({ explanation }) => explanation).join(' ')}
                </Text>
              )}
            </Stack>
          </Group>
        </Card>
        <div className="no-print">
          <Section title={words.outcomes}>
            <Rows label={words.outcomes}>
              {payments.map((payment) => (
                <Row
                  key={payment.id}
                  to={`/payments/${payment.id}`}
                  title={titles.get(payment.milestoneId) ?? texts.work.milestone}
                  detail={payment.failure?.reason ?? texts.work.paymentHint[payment.status]}
                  aside={
                    <>
                      <PaymentBadge status={payment.status} />
                      <Money amount={payment.amount} currency={payment.currency} />
                    </>
                  }
                />
              ))}
            </Rows>
            {payments.find(({ hold }) => hold) && (
              <PaymentNotes payment={payments.find(({ hold }) => hold) as Payment} />
            )}
            {counts.failed > 0 && <RetryFailed approval={approval} failed={counts.failed} />}
          </Section>
        </div>
        {counts.released > 0 && <Receipt approval={approval} />}
      </Stack>
    </Page>
  );
}

function RetryFailed({ approval: { id, payments }, failed }: { approval: Approval; failed: number }) {
  const queries = useQueryClient();
  const retry = useMutation({
    mutationFn: async () => {
      const tried = payments.filter(({ status }) => status === 'failed').map((payment) => payment.id);
      const attempt = `retry ${id} ${tried.toSorted().join(' ')}`;
      const params = { path: { id }, header: { 'Idempotency-Key': attemptKey(attempt) } };
      try {
        const retried = await answer(api.POST('/api/milestones/approvals/{id}/retry', { params }));
        queries.setQueryData(approvalQuery(id).queryKey, retried);
      } catch (error) {
        if (isProblem(error) && !error.isUnclear) endAttempt(attempt);
        throw error;
      }
    },
    onSettled: () => refreshWork(queries),
  });
  const retryOnce = useOnceAtATime(() => retry.mutateAsync());
  return (
    <Stack gap="sm">
      <ProblemAlert error={retry.error} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={420}>
          {words.retryHint}
        </Text>
        <Button onClick={retryOnce} loading={retry.isPending}>
          {words.retryFailed(failed)}
        </Button>
      </Group>
    </Stack>
  );
}

interface Counts {
  released: number;
  underWay: number;
  held: number;
  failed: number;
}

function countsOf(payments: readonly Payment[]): Counts {
  const count = (is: (payment: Payment) => boolean) => payments.filter(is).length;
  return {
    released: count(({ status }) => status === 'released'),
    underWay: count(isMoving),
    held: count(({ status }) => status === 'held'),
    failed: count(({ status }) => status === 'failed'),
  };
}

function summary(counts: Counts): string {
  const told = (Object.keys(counts) as (keyof Counts)[]).filter((key) => counts[key] > 0);
  return told.map((key) => words.counts[key](counts[key])).join(' · ');
}

function verdict(counts: Counts, all: number): { title: string; icon: ReactNode; color: string } {
  if (counts.underWay > 0)
    return {
      title: all > 1 ? words.processingMany : words.processing,
      icon: <IconClock size={28} />,
      color: 'blue',
    };
  if (counts.released === all)
    return {
      title: all > 1 ? words.releasedMany(all) : words.released,
      icon: <IconCheck size={28} />,
      color: 'brand',
    };
  if (counts.held === all) return { title: words.held, icon: <IconPause size={28} />, color: 'yellow' };
  const title = counts.failed === all && all === 1 ? words.failed : words.mixed;
  return { title, icon: <IconAlert size={28} />, color: 'red' };
}
