import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { texts } from '../texts';
import { ProblemAlert } from './problem-alert';

interface Asked {
  title: string;
  /** What will happen. */
  about: string;
  act: () => Promise<unknown>;
}

/** A second thought before what cannot be taken back. Render `dialog` somewhere. */
export function useConfirm() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [opened, setOpened] = useState(false);
  const act = useMutation({
    mutationFn: async () => {
      await asked?.act();
      setOpened(false);
    },
  });
  return {
    ask: (about: Asked) => {
      act.reset();
      setAsked(about);
      setOpened(true);
    },
    dialog: (
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={asked?.title}
        closeButtonProps={{ 'aria-label': texts.shell.close }}
        centered
      >
        <Stack gap="md">
          <Text>{asked?.about}</Text>
          <ProblemAlert error={act.error} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => setOpened(false)} data-autofocus>
              {texts.shell.cancel}
            </Button>
            <Button onClick={() => act.mutate()} loading={act.isPending}>
              {asked?.title}
            </Button>
          </Group>
        </Stack>
      </Modal>
    ),
  };
}
