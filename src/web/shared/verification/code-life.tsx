import { Button, Group, Stack, Text } from '@mantine/core';
import type { Challenge } from '../api/types';
import { formatCountdown } from '../format/time';
import { texts } from '../texts';
import { useCountdown } from './use-countdown';
import type { VerificationState } from './use-verification';

interface CodeLifeProps {
  challenge: Challenge;
  state: VerificationState;
}

/** How long the code that was sent is good for, how its message is doing, and when another can be had. */
export function CodeLife({ challenge, state: { busy, resend, resent } }: CodeLifeProps) {
  const words = texts.verification;
  const life = useCountdown(challenge.expiresAt);
  const wait = useCountdown(challenge.resendAvailableAt) ?? 0;
  const { delivery, reference } = challenge;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs" mih={36}>
        <Text size="sm" c={life === 0 ? 'red' : 'dimmed'} role="timer" aria-live="off">
          {life ? words.expiresIn(formatCountdown(life)) : words.expired}
        </Text>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={resend}
          loading={busy === 'switching'}
          disabled={wait > 0}
        >
          {wait > 0 ? words.resendIn(formatCountdown(wait)) : words.resend}
        </Button>
      </Group>
      <Text size="xs" c="dimmed">
        <span title={words.referenceHint}>{words.reference(reference)}</span>
        {delivery && ` · ${words.delivery[delivery.status]}`} · {words.neverShare}
      </Text>
      <Text size="sm" role="status">
        {resent ? words.resent : ''}
      </Text>
    </Stack>
  );
}
