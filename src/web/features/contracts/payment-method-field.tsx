import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { texts } from '../../shared/texts';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { paymentMethodsQuery } from '../../shared/work/payment-method';

const words = texts.work.funds;
const field = { name: 'paymentMethod', label: words.method, size: 'md', required: true } as const;

/** One of the cards that the server offers; where it knows none, the reference that the payment provider has given. */
export function PaymentMethodField({ error }: { error?: string }) {
  const { data, error: unread, refetch } = useQuery(paymentMethodsQuery);
  if (unread) return <ProblemAlert error={unread} onRetry={() => refetch()} />;
  if (!data) return <Skeleton h={86} role="status" aria-busy="true" aria-label={texts.shell.loading} />;
  const { items } = data;
  if (items.length === 0)
    return (
      <TextInput
        {...field}
        description={words.referenceHint}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={100}
        error={error}
        withAsterisk={false}
      />
    );
  return (
    <NativeSelect
      {...field}
      description={items.some(({ isTest }) => isTest) ? words.testCards : undefined}
      error={error}
      withAsterisk={false}
      data={items.map(({ reference, brand, last4, label }) => ({
        value: reference,
        label: [texts.work.card(brand, last4), label].filter(Boolean).join(' · '),
      }))}
    />
  );
}
