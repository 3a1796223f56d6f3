import { Button, Card, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import type { Milestone } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { ButtonLink, TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';
import { reviewPath } from '../../shared/work/approve-list';
import { Facts } from '../../shared/work/facts';
import { Money } from '../../shared/work/money';
import { PaymentNotes } from '../../shared/work/payment-notes';
import { contractQuery, milestoneQuery, refreshWork } from '../../shared/work/queries';
import { MilestoneBadge, PaymentBadge } from '../../shared/work/status-badge';
import { MilestoneForm } from './milestone-form';

const words = texts.work.milestonePage;

export function Component() {
  const { id = '' } = useParams();
  const milestone = useQuery(milestoneQuery(id));
  if (milestone.isPending) return <PageSkeleton />;
  if (milestone.isLoadingError)
    return (
      <Page title={texts.work.milestone}>
        <ProblemAlert error={milestone.error} onRetry={() => milestone.refetch()} />
      </Page>
    );
  return <MilestoneDetail milestone={milestone.data} />;
}

function MilestoneDetail({ milestone }: { milestone: Milestone }) {
  const { id, contractId, title, description, amount, currency, status, payee, payment } = milestone;
  const isClient = useMe().accountType === 'client';
  const contract = useQuery(contractQuery(contractId));
  const [isEditing, setIsEditing] = useState(false);
  const isEditable = isClient && (status === 'pending' || status === 'submitted');
  const contractTitle = contract.data?.title ?? texts.work.contract;
  return (
    <Page
      title={title}
      before={<TextLink to={`/contracts/${contractId}`}>{contractTitle}</TextLink>}
      actions={
        <>
          {isEditable && !isEditing && (
            <Button variant="default" onClick={() => setIsEditing(true)}>
              {texts.work.milestoneForm.edit}
            </Button>
          )}
          {isClient && status === 'submitted' && (
            <ButtonLink to={reviewPath([id])}>{words.approve}</ButtonLink>
          )}
        </>
      }
    >
      <Stack gap="lg">
        <Card>
          <Stack gap="md">
            <Group justify="space-between">
              <Money amount={amount} currency={currency} fz={30} />
              <MilestoneBadge milestone={milestone} />
            </Group>
            {isEditing ? (
              <MilestoneForm
                contract={{ id: contractId, currency }}
                milestone={milestone}
                onDone={() => setIsEditing(false)}
              />
            ) : (
              <Text style={{ whiteSpace: 'pre-wrap' }} c={description ? undefined : 'dimmed'}>
                {description || words.noDescription}
              </Text>
            )}
            <Facts
              facts={[
                [texts.work.payee, payee.name],
                [words.created, formatTime(milestone.createdAt)],
                [words.submittedAt, milestone.submittedAt ? formatTime(milestone.submittedAt) : words.notYet],
              ]}
            />
            {!isClient && status === 'pending' && <SubmitWork id={id} />}
          </Stack>
        </Card>
        {payment && (
          <Section title={words.payment} actions={<PaymentBadge status={payment.status} />}>
            <Text c="dimmed" size="sm">
              {texts.work.paymentHint[payment.status]}
            </Text>
            <PaymentNotes payment={payment} />
            <Group gap="sm">
              <TextLink to={`/payments/${payment.id}`}>{words.seePayment}</TextLink>
              {isClient && <TextLink to={`/approvals/${payment.approvalId}`}>{words.seeApproval}</TextLink>}
            </Group>
          </Section>
        )}
      </Stack>
    </Page>
  );
}

function SubmitWork({ id }: { id: string }) {
  const queries = useQueryClient();
  const submit = useMutation({
    mutationFn: () => answer(api.POST('/api/milestones/{id}/submit', { params: { path: { id } } })),
    onSettled: () => refreshWork(queries),
  });
  return (
    <Stack gap="sm">
      <ProblemAlert error={submit.error} />
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={460} role="status">
          {submit.isSuccess ? words.submitted : words.submitHint}
        </Text>
        <Button onClick={() => submit.mutate()} loading={submit.isPending}>
          {words.submit}
        </Button>
      </Group>
    </Stack>
  );
}
