import { Badge, Button, Card, Collapse, Group, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import type { Approval } from '../../shared/api/types';
import { formatMoney } from '../../shared/format/money';
import { texts } from '../../shared/texts';
import { Facts } from '../../shared/work/facts';
import { Money } from '../../shared/work/money';
import { PaymentMethodName } from '../../shared/work/payment-method';

const words = texts.approval.verify;

/** What one code approves: the sum, who gets what of it, who is paid for the first time, and for which milestones. */
export function Manifest({ preview }: { preview: Approval['preview'] }) {
  const { total, currency, payees, items, paymentMethod } = preview;
  const listId = useId();
  const [isOpen, setIsOpen] = useState(items.length <= 3);
  const only = payees.length === 1 ? payees[0] : undefined;
  return (
    <Card>
      <Stack gap="sm">
        <div>
          <Text size="sm" c="dimmed">
            {words.approving}
          </Text>
          <Money amount={total} currency={currency} fz={34} lts="-0.02em" />
          {only ? (
            <Group gap="xs">
              <Text>{words.to(only.name)}</Text>
              {only.isNew && <NewPayee />}
            </Group>
          ) : (
            <Text>{words.toMany(payees.length)}</Text>
          )}
        </div>
        <Facts
          facts={[
            ...(only ? [] : payees).map(
              ({ id, name, subtotal, isNew }) =>
                [
                  name,
                  <Group key={id} gap="xs" justify="flex-end">
                    {isNew && <NewPayee />}
                    <Money amount={subtotal} currency={currency} />
                  </Group>,
                ] as const,
            ),
            [words.paidWith, <PaymentMethodName key="method" reference={paymentMethod} />],
          ]}
        />
        <Group justify="space-between">
          <Text size="sm" fw={600}>
            {words.items(items.length)}
          </Text>
          {items.length > 3 && (
            <Button
              variant="subtle"
              size="compact-sm"
              aria-expanded={isOpen}
              aria-controls={listId}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? words.hideItems : words.showItems}
            </Button>
          )}
        </Group>
        <Collapse expanded={isOpen} id={listId}>
          <Stack component="ul" gap={6} m={0} p={0} style={{ listStyle: 'none' }}>
            {items.map(({ milestoneId, title, amount }) => (
              <Group key={milestoneId} component="li" justify="space-between" gap="xs" wrap="nowrap">
                <Text size="sm">{title}</Text>
                <Text size="sm" className="money">
                  {formatMoney(amount, currency)}
                </Text>
              </Group>
            ))}
          </Stack>
        </Collapse>
      </Stack>
    </Card>
  );
}

function NewPayee() {
  return <Badge color="yellow">{words.isNew}</Badge>;
}
