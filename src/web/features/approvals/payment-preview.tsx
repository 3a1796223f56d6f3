import type { ReactNode } from 'react';
import type { Milestone } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { Money } from '../../shared/work/money';
import { subtotalsOf } from './selection';

interface PaymentPreviewProps {
  milestones: readonly Milestone[];
  total: number;
  currency: string;
  children: ReactNode;
}

const words = texts.approval.review;

/** Who gets how much, and from what. */
export function PaymentPreview({ milestones, total, currency, children }: PaymentPreviewProps) {
  return (
    <Section title={words.preview}>
      <Facts
        facts={[
          ...subtotalsOf(milestones).map(
            ({ name, amount, milestones: own }) =>
              [
                words.subtotalOf(name, own.length),
                <Money key={name} amount={amount} currency={currency} />,
              ] as const,
          ),
          [words.method, words.methodValue],
          [words.total, <Money key="total" amount={total} currency={currency} fz={22} />],
        ]}
      />
      {children}
    </Section>
  );
}
