import { Text } from '@mantine/core';
import type { Milestone } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Money } from '../../shared/work/money';

const words = texts.approval.review;

export function WhatWasDelivered({ milestones }: { milestones: readonly Milestone[] }) {
  return (
    <Section title={words.details}>
      <Rows label={words.details}>
        {milestones.map(({ id, title, description, payee, amount, currency }) => (
          <Row
            key={id}
            to={`/milestones/${id}`}
            title={title}
            detail={
              <>
                {payee.name}
                {description && <Text size="sm">{description}</Text>}
              </>
            }
            aside={<Money amount={amount} currency={currency} />}
          />
        ))}
      </Rows>
    </Section>
  );
}
