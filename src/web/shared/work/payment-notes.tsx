import { Stack, Text } from '@mantine/core';
import type { Payment } from '../api/types';
import { formatMoney } from '../format/money';
import { formatTime } from '../format/time';
import { texts } from '../texts';
import { IconAlert, IconPause } from '../ui/icons';
import { Notice } from '../ui/problem-alert';

/** Why a payment is not simply released, in plain words: a hold, a failure, a dispute, a refund. */
export function PaymentNotes({ payment }: { payment: Payment }) {
  const { hold, failure, dispute, refunded, currency, status } = payment;
  const words = texts.work;
  return (
    <Stack gap="sm">
      {status === 'held' && hold && (
        <Notice tone="warning" title={words.payments.holdTitle} icon={<IconPause />}>
          <Text size="sm">{hold.explanation}</Text>
          <Text size="sm">
            {words.since(formatTime(hold.since))}.{' '}
            {hold.endsAt ? words.until(formatTime(hold.endsAt)) : words.untilLifted}
          </Text>
        </Notice>
      )}
      {status === 'failed' && failure && (
        <Notice tone="danger" title={words.payments.failedTitle} icon={<IconAlert />}>
          <Text size="sm">{failure.reason}</Text>
        </Notice>
      )}
      {dispute && dispute.status === 'open' && (
        <Notice tone="warning" title={words.payments.disputed} icon={<IconAlert />} />
      )}
      {refunded > 0 && (
        <Notice tone="info" title={words.payments.refunded(formatMoney(refunded, currency))} />
      )}
    </Stack>
  );
}
