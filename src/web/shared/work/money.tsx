import { Text, type TextProps } from '@mantine/core';
import { formatMoney } from '../format/money';

interface MoneyProps extends TextProps {
  amount: number;
  currency: string;
}

/** Digits of one width, so that amounts below each other line up. */
export function Money({ amount, currency, ...rest }: MoneyProps) {
  return (
    <Text component="span" fw={600} className="money" {...rest}>
      {formatMoney(amount, currency)}
    </Text>
  );
}

/** Sums of each currency: $1,250.00 · €300.00. */
export function sums(items: readonly { amount: number; currency: string }[]): string[] {
  const byCurrency = new Map<string, number>();
  for (const { amount, currency } of items)
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount);
  return [...byCurrency].map(([currency, amount]) => formatMoney(amount, currency));
}
