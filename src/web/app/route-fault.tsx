import { Button, Center, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useRouteError } from 'react-router';
import { texts } from '../shared/texts';
import { PageTitle } from '../shared/ui/page';

/** A page that has failed. A part that was lost on its way, or is gone since the server was updated, is there after loading again. */
export function RouteFault() {
  const error = useRouteError();
  const { crashed, incomplete } = texts.shell;
  const isIncomplete = isMissingPart(error);
  const words = isIncomplete ? incomplete : crashed;
  useEffect(() => {
    if (!isIncomplete) return;
    window.addEventListener('online', loadAgain);
    return () => window.removeEventListener('online', loadAgain);
  }, [isIncomplete]);
  return (
    <Center component="main" mih="60dvh" p="lg">
      <Stack align="center" gap="md" maw={460} ta="center">
        <PageTitle title={words.title} size="h2" />
        <Text c="dimmed">{words.detail}</Text>
        <Button onClick={loadAgain}>{crashed.reload}</Button>
      </Stack>
    </Center>
  );
}

const loadAgain = () => window.location.reload();

function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
}
