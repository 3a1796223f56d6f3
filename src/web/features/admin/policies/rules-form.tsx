import { Checkbox, NativeSelect, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import '@mantine/core/styles/Radio.css';
import type { AccountType, FactorMethod } from '../../../shared/api/types';
import { texts } from '../../../shared/texts';
import { Section } from '../../../shared/ui/section';
import {
  type AmountRule,
  boundsOf,
  type Draft,
  type FaultyRule,
  type NumberRule,
  withMethods,
} from './draft';
import { allMethods, minimums } from './rules';

const { form: words, words: rulesWords, rules: rulesLabels } = texts.adminPolicies;
const methodNames = texts.admin.methods;
const columns = { base: 1, sm: 2 };

interface RulesFormProps {
  accountType: AccountType;
  draft: Draft;
  faults: readonly FaultyRule[];
  onChange: (draft: Draft) => void;
}

type FieldsProps = Omit<RulesFormProps, 'onChange'> & { set: (change: Partial<Draft>) => void };

/** Every rule of a policy. */
export function RulesForm({ onChange, ...rest }: RulesFormProps) {
  const fields = { ...rest, set: (change: Partial<Draft>) => onChange({ ...rest.draft, ...change }) };
  return (
    <>
      <Requirement {...fields} />
      <Methods {...fields} />
      <Payments {...fields} />
      <Lifetimes {...fields} />
    </>
  );
}

function Requirement({ draft, set }: FieldsProps) {
  return (
    <Section title={words.who}>
      <Radio.Group
        label={rulesLabels.enforcement}
        value={draft.enforcement}
        onChange={(value) => set({ enforcement: value as Draft['enforcement'] })}
      >
        <Stack gap="sm">
          <Radio value="optional" label={rulesWords.optional} description={words.optionalHint} />
          <Radio value="required" label={rulesWords.required} description={words.requiredHint} />
        </Stack>
      </Radio.Group>
      <SimpleGrid cols={columns}>
        <NumberField rule="graceDays" hint={words.graceHint} draft={draft} set={set} />
      </SimpleGrid>
    </Section>
  );
}

function Methods({ accountType, draft, faults, set }: FieldsProps) {
  const isAdmin = accountType === 'admin';
  const offered = allMethods.filter((method) => !isAdmin || method !== 'email');
  const allowed = draft.methods.map((method) => ({ value: method, label: methodNames[method] }));
  return (
    <Section title={words.methodsTitle}>
      <Checkbox.Group
        label={rulesLabels.methods}
        description={isAdmin ? `${words.methodsHint} ${words.adminsNoEmail}` : words.methodsHint}
        value={draft.methods}
        error={faults.includes('methods') && words.noMethod}
        onChange={(chosen) => set(withMethods(draft, chosen as FactorMethod[]))}
      >
        <Stack gap="xs" mt="xs">
          {offered.map((method) => (
            <Checkbox key={method} value={method} label={methodNames[method]} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Text fw={600} mt="sm">
        {words.minimums}
      </Text>
      <Text size="sm" c="dimmed">
        {words.minimumsHint}
      </Text>
      <SimpleGrid cols={columns}>
        {minimums.map((minimum) => (
          <NativeSelect
            key={minimum}
            label={words.minimum[minimum]}
            data={allowed}
            value={draft[minimum]}
            disabled={allowed.length === 0}
            onChange={(event) => set({ [minimum]: event.currentTarget.value as FactorMethod })}
          />
        ))}
      </SimpleGrid>
    </Section>
  );
}

function Payments({ accountType, ...fields }: FieldsProps) {
  return (
    <Section title={words.payments}>
      <Text size="sm" c="dimmed">
        {accountType === 'client' ? words.paymentsHint : words.onlyClients}
      </Text>
      <SimpleGrid cols={columns}>
        <AmountField rule="largePaymentAbove" hint={words.largeHint} {...fields} />
        <AmountField rule="emailMaxAmount" hint={words.emailHint} {...fields} />
      </SimpleGrid>
    </Section>
  );
}

function Lifetimes(fields: FieldsProps) {
  return (
    <Section title={words.lifetimes}>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NumberField rule="sessionIdleMinutes" hint={words.sessionIdleHint} {...fields} />
        <NumberField rule="sessionHours" hint={words.sessionHoursHint} {...fields} />
        <NumberField rule="trustDays" hint={words.trustHint} {...fields} />
      </SimpleGrid>
    </Section>
  );
}

interface FieldProps<Rule> extends Pick<FieldsProps, 'draft' | 'set'> {
  rule: Rule;
  hint: string;
}

function NumberField({ rule, hint, draft, set }: FieldProps<NumberRule>) {
  const [min, max] = boundsOf(rule);
  return (
    <TextInput
      type="number"
      label={words[rule]}
      description={hint}
      min={min}
      max={max}
      step={1}
      inputMode="numeric"
      required
      withAsterisk={false}
      value={draft[rule]}
      onChange={(event) => set({ [rule]: event.currentTarget.value })}
    />
  );
}

function AmountField({
  rule,
  hint,
  draft,
  faults,
  set,
}: FieldProps<AmountRule> & Pick<FieldsProps, 'faults'>) {
  return (
    <TextInput
      label={words[rule]}
      description={hint}
      inputMode="decimal"
      autoComplete="off"
      value={draft[rule]}
      error={faults.includes(rule) && words.badAmount}
      onChange={(event) => set({ [rule]: event.currentTarget.value })}
    />
  );
}
