import { Stack, Text } from '@mantine/core';
import type { RecoveryState } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { TextLink } from '../../shared/ui/link';
import { Notice } from '../../shared/ui/problem-alert';
import { Row, Rows } from '../../shared/ui/rows';

const words = texts.recovery.status;

interface ProgressProps {
  recovery: RecoveryState;
  /** Of the link that stops it; null when there is nothing to stop. */
  token: string | null;
}

/** Where it stands, until when, and all that has happened, newest last. */
export function Progress({ recovery: { status, dueAt, endedAt, timeline }, token }: ProgressProps) {
  const { title, detail } = words.states[status];
  return (
    <Stack gap="md">
      <Notice tone={endedAt ? 'warning' : 'info'} title={title}>
        <Text size="sm">{detail}</Text>
        {dueAt && <Text size="sm">{words.until(formatTime(dueAt))}</Text>}
      </Notice>
      <Rows label={words.timeline}>
        {timeline.map(({ event, by, at }) => (
          <Row key={event} title={words.events[event]} detail={`${formatTime(at)} · ${words.by[by]}`} />
        ))}
      </Rows>
      {!endedAt && token && (
        <Text size="sm">
          {words.notMe}{' '}
          <TextLink to="/recovery/veto" state={{ token }}>
            {words.stop}
          </TextLink>
        </Text>
      )}
    </Stack>
  );
}
