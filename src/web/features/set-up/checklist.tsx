import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TwoFactorStatus } from '../../shared/api/types';
import { formatDay } from '../../shared/format/time';
import { useEnrolmentRequired } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { IconClock, IconKey, IconPhone } from '../../shared/ui/icons';
import { Notice } from '../../shared/ui/problem-alert';

const words = texts.setUp.checklist;
const icons: ReactNode[] = [<IconClock key="time" />, <IconPhone key="phone" />, <IconKey key="codes" />];

interface ChecklistProps {
  policy: TwoFactorStatus['policy'];
  onStart: () => void;
}

export function Checklist({ policy: { graceEndsAt }, onStart }: ChecklistProps) {
  const mustEnrol = useEnrolmentRequired();
  const { required, graceUntil } = texts.setUp;
  return (
    <Stack gap="lg">
      {mustEnrol && (
        <Notice tone="warning" title={required.title}>
          <Text size="sm">{required.detail}</Text>
        </Notice>
      )}
      {!mustEnrol && graceEndsAt && <Notice tone="warning" title={graceUntil(formatDay(graceEndsAt))} />}
      <Text>{words.lead}</Text>
      <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
        {words.items.map(({ title, detail }, index) => (
          <Group component="li" key={title} wrap="nowrap" align="flex-start">
            <ThemeIcon size={44} radius="xl">
              {icons[index]}
            </ThemeIcon>
            <div>
              <Text fw={600}>{title}</Text>
              <Text size="sm" c="dimmed">
                {detail}
              </Text>
            </div>
          </Group>
        ))}
      </Stack>
      <Button size="md" onClick={onStart}>
        {words.button}
      </Button>
    </Stack>
  );
}
