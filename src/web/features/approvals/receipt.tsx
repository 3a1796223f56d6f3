import { Group, Stack, Text } from '@mantine/core';
import type { Approval } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { Logo } from '../../shared/ui/logo';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { Money } from '../../shared/work/money';
import { PaymentMethodName } from '../../shared/work/payment-method';

const words = texts.approval.receipt;

/** What was released, to print or to keep: on paper, this is all there is. */
export function Receipt({ approval: { id, preview, payments } }: { approval: Approval }) {
  const me = useMe();
  const released = payments.filter(({ status }) => status === 'released');
  const total = released.reduce((sum, { amount }) => sum + amount, 0);
  const items = new Map(preview.items.map((item) => [item.milestoneId, item]));
  const payees = new Map(preview.payees.map(({ id: payeeId, name }) => [payeeId, name]));
  return (
    <Section title={words.title} actions={<Logo size={24} />}>
      <Facts
        facts={[
          [words.payer, `${me.name}, ${me.email}`],
          [words.approval, id],
          [words.method, <PaymentMethodName key="method" reference={preview.paymentMethod} />],
        ]}
      />
      {released.map(({ id: paymentId, milestoneId, payeeId, amount, currency, releasedAt }) => (
        <Stack key={paymentId} gap={2} py="xs">
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <Text fw={600}>{items.get(milestoneId)?.title}</Text>
            <Money amount={amount} currency={currency} />
          </Group>
          <Text size="sm" c="dimmed">
            {words.payee} {payees.get(payeeId)}
            {releasedAt && ` · ${words.paidAt} ${formatTime(releasedAt)}`}
          </Text>
          <Text size="sm" c="dimmed">
            {words.payment} {paymentId}
          </Text>
        </Stack>
      ))}
      <Facts
        facts={[[words.total, <Money key="total" amount={total} currency={preview.currency} fz={22} />]]}
      />
      <Text size="sm" c="dimmed">
        {words.note}
      </Text>
    </Section>
  );
}
