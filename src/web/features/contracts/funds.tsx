import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import '@mantine/core/styles/Progress.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { attemptKey, endAttempt } from '../../shared/api/attempt-key';
import { answer, api } from '../../shared/api/client';
import { fieldError, isProblem } from '../../shared/api/problem';
import type { Authorization, Contract } from '../../shared/api/types';
import { useOnceAtATime } from '../../shared/api/use-once-at-a-time';
import { formatMoney, parseMoney } from '../../shared/format/money';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { AmountInput } from '../../shared/ui/amount-input';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { authorizationsQuery, refreshWork } from '../../shared/work/queries';
import { StatusBadge } from '../../shared/work/status-badge';
import { PaymentMethodField } from './payment-method-field';

const words = texts.work.funds;

/** The money held for a contract. `?fund` opens the form; `&back=` leads back to where money was missing. */
export function Funds({ contract }: { contract: Contract }) {
  const [search] = useSearchParams();
  const [isFunding, setIsFunding] = useState(search.has('fund'));
  const authorizations = useQuery(authorizationsQuery(contract.id));
  const items = authorizations.data?.items ?? [];
  return (
    <Section
      title={words.title}
      actions={
        !isFunding && (
          <Button variant="default" onClick={() => setIsFunding(true)}>
            {words.button}
          </Button>
        )
      }
    >
      {isFunding && <FundForm contract={contract} onDone={() => setIsFunding(false)} />}
      <ProblemAlert error={authorizations.error} onRetry={() => authorizations.refetch()} />
      {authorizations.isPending && <RowsSkeleton count={1} />}
      {items.map((authorization) => (
        <HeldAmount key={authorization.id} authorization={authorization} />
      ))}
      {authorizations.isSuccess && items.length === 0 && <Text c="dimmed">{words.none}</Text>}
    </Section>
  );
}

function HeldAmount({ authorization }: { authorization: Authorization }) {
  const { status, amount, remaining, currency, expiresAt, decline } = authorization;
  const isActive = status === 'active';
  const left = words.left(formatMoney(remaining, currency), formatMoney(amount, currency));
  return (
    <Stack gap={6} py="xs">
      <Group justify="space-between">
        <Text fw={600} className="money">
          {isActive ? left : formatMoney(amount, currency)}
        </Text>
        <StatusBadge tone={isActive ? 'good' : status === 'pending' ? 'waiting' : 'quiet'}>
          {texts.work.authorizationStatus[status]}
        </StatusBadge>
      </Group>
      {isActive && <Progress value={amount > 0 ? (100 * remaining) / amount : 0} aria-label={left} />}
      <Text size="sm" c="dimmed">
        {decline?.reason ?? (isActive && expiresAt ? words.expires(formatTime(expiresAt)) : null)}
      </Text>
    </Stack>
  );
}

function FundForm({ contract: { id, currency }, onDone }: { contract: Contract; onDone: () => void }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [isUnreadable, setIsUnreadable] = useState(false);
  const fund = useMutation({
    mutationFn: async ({ amount, paymentMethod }: { amount: number; paymentMethod: string }) => {
      const attempt = `fund ${id} ${amount} ${paymentMethod}`;
      const params = { path: { id }, header: { 'Idempotency-Key': attemptKey(attempt) } };
      try {
        await answer(
          api.POST('/api/contracts/{id}/authorizations', { params, body: { amount, paymentMethod } }),
        );
        endAttempt(attempt);
      } catch (error) {
        if (isProblem(error) && !error.isUnclear) endAttempt(attempt);
        throw error;
      }
    },
    onSuccess: async () => {
      await refreshWork(queries);
      const back = search.get('back');
      if (back?.startsWith('/approv')) await navigate(back);
      onDone();
    },
  });
  const fundOnce = useOnceAtATime(fund.mutateAsync);
  return (
    <form
      onSubmit={onSubmit(({ amount = '', paymentMethod = '' }) => {
        const parsed = parseMoney(amount, currency);
        setIsUnreadable(parsed === null);
        if (parsed !== null) fundOnce({ amount: parsed, paymentMethod: paymentMethod.trim() });
      })}
      aria-label={words.formTitle}
    >
      <Stack gap="md" maw={480} pb="md">
        <Text c="dimmed" size="sm">
          {words.formLead}
        </Text>
        <ProblemAlert error={fund.error} />
        <AmountInput
          label={words.amount(currency)}
          currency={currency}
          error={isUnreadable ? 'unreadable' : fieldError(fund.error, '/amount')}
        />
        <PaymentMethodField error={fieldError(fund.error, '/paymentMethod')} />
        <Group>
          <Button type="submit" loading={fund.isPending}>
            {words.submit}
          </Button>
          <Button variant="subtle" color="gray" onClick={onDone}>
            {texts.shell.cancel}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
