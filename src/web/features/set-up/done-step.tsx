import { Button, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import type { FactorMethod } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { IconShieldCheck } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import classes from './set-up.module.css';

interface DoneStepProps {
  method: FactorMethod;
  isFirst: boolean;
  onAnother: () => void;
}

const words = texts.setUp.done;

export function DoneStep({ method, isFirst, onAnother }: DoneStepProps) {
  return (
    <Stack gap="lg">
      <Group wrap="nowrap" align="flex-start" gap="md">
        <ThemeIcon size={56} radius="xl">
          <IconShieldCheck size={30} />
        </ThemeIcon>
        <Stack gap={4}>
          <Text role="status" fw={600}>
            {words.added(texts.setUp.methods[method].title)}
          </Text>
          <Text c="dimmed">{words.lead}</Text>
        </Stack>
      </Group>
      {isFirst && (
        <div className={classes.hint}>
          <Text fw={600}>{words.second.title}</Text>
          <Text size="sm" c="dimmed" mb="sm">
            {words.second.detail}
          </Text>
          <Button variant="default" onClick={onAnother}>
            {words.second.button}
          </Button>
        </div>
      )}
      <Group gap="sm">
        <ButtonLink to="/" size="md">
          {words.finish}
        </ButtonLink>
        <ButtonLink to="/security" size="md" variant="default">
          {words.security}
        </ButtonLink>
      </Group>
    </Stack>
  );
}
