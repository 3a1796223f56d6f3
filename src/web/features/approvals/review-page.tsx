import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import type { Milestone } from '../../shared/api/types';
import { useOnceAtATime } from '../../shared/api/use-once-at-a-time';
import { formatMoney } from '../../shared/format/money';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconArrowRight, IconCheck } from '../../shared/ui/icons';
import { ButtonLink, TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { Notice, ProblemAlert } from '../../shared/ui/problem-alert';
import { approvalQuery } from '../../shared/work/queries';
import { FundsLeft } from './funds-left';
import { PaymentPreview } from './payment-preview';
import { attemptOf } from './selection';
import { useSelection } from './use-selection';
import { WhatWasDelivered } from './what-was-delivered';

const words = texts.approval.review;

/** Step 1 of 2: what will be paid. Nothing happens before the button. */
export function Component() {
  const { milestones, gone, isPending, error, refetch } = useSelection();
  if (isPending && !error) return <PageSkeleton />;
  const title = milestones.length > 1 ? words.batchTitle(milestones.length) : words.title;
  const back = <TextLink to="/">{words.back}</TextLink>;
  if (error || milestones.length === 0)
    return (
      <Page title={title} before={back}>
        {error ? (
          <ProblemAlert error={error} onRetry={() => refetch()} />
        ) : (
          <Card>
            <EmptyState
              icon={<IconCheck size={28} />}
              title={words.empty.title}
              detail={words.empty.detail}
              action={<ButtonLink to="/payments">{texts.work.dashboard.allPayments}</ButtonLink>}
            />
          </Card>
        )}
      </Page>
    );
  return (
    <Page title={title} lead={words.lead} before={back}>
      <Review milestones={milestones} gone={gone} />
    </Page>
  );
}

function Review({ milestones, gone }: { milestones: readonly Milestone[]; gone: number }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [{ currency }] = milestones as [Milestone];
  const isMixed = milestones.some((each) => each.currency !== currency);
  const total = milestones.reduce((sum, { amount }) => sum + amount, 0);
  // The page after this one is there before it is needed: a connection that breaks now takes away nothing but time.
  useEffect(() => void import('./approval-page').catch(() => undefined), []);
  const start = useMutation({
    mutationFn: async () => {
      const attempt = attemptOf(milestones);
      const header = { 'Idempotency-Key': attemptKey(attempt) };
      const body = { milestoneIds: milestones.map(({ id }) => id) };
      try {
        return await answer(api.POST('/api/milestones/approvals', { params: { header }, body }));
      } catch (error) {
        if (isProblem(error) && !error.isUnclear && error.code !== 'idempotency-in-flight')
          endAttempt(attempt);
        throw error;
      }
    },
    onSuccess: async ({ id }) => {
      // What a repeated key answers may be old: the page asks what is true now.
      queries.removeQueries(approvalQuery(id));
      await navigate(`/approvals/${id}`);
    },
  });

  const startOnce = useOnceAtATime(() => start.mutateAsync());

  if (isMixed)
    return (
      <Notice tone="warning" title={words.mixed.title}>
        <Text size="sm">{words.mixed.detail}</Text>
      </Notice>
    );
  return (
    <Stack gap="lg">
      {gone > 0 && <Notice tone="info" title={words.gone(gone)} />}
      <WhatWasDelivered milestones={milestones} />
      <PaymentPreview milestones={milestones} total={total} currency={currency}>
        <FundsLeft milestones={milestones} />
      </PaymentPreview>
      <ProblemAlert error={start.error} />
      <Group justify="space-between" gap="md">
        <Text size="sm" c="dimmed" flex="1 1 220px">
          {words.next}
        </Text>
        <Button
          size="md"
          rightSection={<IconArrowRight size={18} />}
          onClick={startOnce}
          loading={start.isPending}
          className="wide-on-phones"
        >
          {words.button(formatMoney(total, currency))}
        </Button>
      </Group>
    </Stack>
  );
}
