import { TextInput } from '@mantine/core';
import { typedMoney } from '../format/money';
import { texts } from '../texts';

interface AmountInputProps {
  label: string;
  currency: string;
  defaultValue?: string;
  error?: string;
}

/** Typed as people write amounts; read with `parseMoney`. The name of the field is `amount`. */
export function AmountInput({ label, currency, defaultValue, error }: AmountInputProps) {
  return (
    <TextInput
      name="amount"
      label={label}
      inputMode="decimal"
      autoComplete="off"
      defaultValue={defaultValue}
      rightSection={<span className="currency">{currency}</span>}
      rightSectionWidth={64}
      size="md"
      required
      withAsterisk={false}
      error={error === 'unreadable' ? notAnAmount(currency) : error}
    />
  );
}

const EXAMPLE = 125_000;

/** With an example as people here write it. */
export function notAnAmount(currency: string): string {
  return texts.work.amountInvalid(currency, typedMoney(EXAMPLE, currency));
}
