import { Button, Group, NativeSelect, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import '@mantine/core/styles/Switch.css';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../shared/api/client';
import type { FactorMethod, SecuritySettings, TwoFactorStatus } from '../../shared/api/types';
import { formatMoney, parseMoney, typedMoney } from '../../shared/format/money';
import { texts } from '../../shared/texts';
import { notAnAmount } from '../../shared/ui/amount-input';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';
import { useStepUp } from '../../shared/verification/use-step-up';
import { useSay } from './said';

const words = texts.security.payments;
const DEFAULT_CURRENCY = 'USD';

const settingsQuery = queryOptions({
  queryKey: ['security-settings'],
  queryFn: ({ signal }) => answer(api.GET('/api/security-settings', { signal })),
});

/** The threshold is a number of minor units in whatever currency is paid; these are the ones that the person pays in. */
const currenciesQuery = queryOptions({
  queryKey: ['contracts', 'currencies'],
  queryFn: async ({ signal }) => {
    const { items } = await answer(api.GET('/api/contracts', { params: { query: { limit: 100 } }, signal }));
    const currencies = [...new Set(items.map(({ currency }) => currency))];
    return currencies.length > 0 ? currencies : [DEFAULT_CURRENCY];
  },
});

export function PaymentProtection({ status }: { status: TwoFactorStatus }) {
  const settings = useQuery(settingsQuery);
  const currencies = useQuery(currenciesQuery);
  const error = settings.error ?? currencies.error;
  return (
    <Section title={words.title}>
      <Text size="sm" c="dimmed">
        {words.hint}
      </Text>
      <ProblemAlert error={error} />
      {settings.data && currencies.data ? (
        <ProtectionForm
          // What another tab has saved is shown here, too.
          key={JSON.stringify(settings.data)}
          settings={settings.data}
          currencies={currencies.data}
          methods={[...new Set(status.factors.map(({ method }) => method))]}
        />
      ) : (
        !error && <Skeleton h={180} />
      )}
    </Section>
  );
}

interface ProtectionFormProps {
  settings: SecuritySettings;
  currencies: string[];
  /** That the person has. */
  methods: FactorMethod[];
}

function ProtectionForm({ settings, currencies, methods }: ProtectionFormProps) {
  const [always, setAlways] = useState(settings.requireForAllPayments);
  const [currency, setCurrency] = useState(currencies[0] ?? DEFAULT_CURRENCY);
  const [amount, setAmount] = useState(() => typedMoney(settings.threshold, currency));
  const [invalid, setInvalid] = useState<string>();
  const { save, dialog } = useSaving(settings, currency);
  const show = (next: string) => {
    const threshold = parseMoney(amount, currency) ?? settings.threshold;
    setCurrency(next);
    setAmount(typedMoney(threshold, next));
  };
  const send = ({ preferred = '' }: Record<string, string>) => {
    const threshold = parseMoney(amount, currency);
    setInvalid(threshold === null ? notAnAmount(currency) : undefined);
    if (threshold !== null)
      save.mutate({
        requireForAllPayments: always,
        threshold,
        preferredMethod: (preferred || null) as FactorMethod | null,
      });
  };
  const others = currencies.map((each) => formatMoney(settings.threshold, each)).join(', ');
  return (
    <form onSubmit={onSubmit(send)} noValidate>
      <Stack gap="md">
        <ProblemAlert error={save.error} />
        <Switch
          checked={always}
          onChange={(event) => setAlways(event.currentTarget.checked)}
          label={words.always}
          description={words.alwaysHint}
          size="md"
        />
        <Group align="flex-start" gap="md">
          <TextInput
            label={words.threshold}
            description={always ? words.thresholdUnused : words.thresholdHint(others)}
            inputMode="decimal"
            autoComplete="off"
            value={amount}
            onChange={(event) => setAmount(event.currentTarget.value)}
            error={invalid}
            rightSection={<span className="currency">{currency}</span>}
            rightSectionWidth={64}
            flex="1 1 240px"
          />
          {currencies.length > 1 && (
            <NativeSelect
              label={words.currency}
              data={currencies}
              value={currency}
              onChange={(event) => show(event.currentTarget.value)}
            />
          )}
        </Group>
        {methods.length > 0 && (
          <NativeSelect
            name="preferred"
            label={words.preferred}
            defaultValue={settings.preferredMethod ?? ''}
            data={[
              { value: '', label: words.strongest },
              ...methods.map((method) => ({ value: method, label: texts.verification.methods[method] })),
            ]}
          />
        )}
        <Text size="sm" c="dimmed">
          {words.looser}
        </Text>
        <div>
          <Button type="submit" loading={save.isPending}>
            {words.save}
          </Button>
        </div>
      </Stack>
      {dialog}
    </form>
  );
}

/** The server knows what is looser, and asks for the second step then. */
function useSaving(before: SecuritySettings, currency: string) {
  const queries = useQueryClient();
  const say = useSay();
  const { attempt, dialog } = useStepUp('change-security-settings');
  const save = useMutation({
    mutationFn: (wanted: SecuritySettings) => {
      const isRaised = wanted.threshold > before.threshold;
      const money = { amount: wanted.threshold, currency };
      const put = async (challengeId: string | null) => {
        const params = { header: challengeId ? { 'X-2FA-Challenge': challengeId } : {} };
        const saved = await answer(api.PUT('/api/security-settings', { params, body: wanted }));
        queries.setQueryData(settingsQuery.queryKey, saved);
        say(words.saved);
      };
      return attempt(put, {
        about: (
          <Text>
            {isRaised ? words.aboutThreshold(formatMoney(wanted.threshold, currency)) : words.aboutAlways}{' '}
            {words.aboutWait}
          </Text>
        ),
        ...(isRaised ? { amount: money } : {}),
      });
    },
  });
  return { save, dialog };
}
