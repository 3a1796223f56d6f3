import { Button, Center, Stack, Text } from '@mantine/core';
import { useRouteError } from 'react-router';
import { texts } from '../shared/texts';
import { PageTitle } from '../shared/ui/page';

/** A page that has failed. After an update of the server its old parts are gone, which loading it again mends. */
export function RouteFault() {
  const error = useRouteError();
  const { crashed, newVersion } = texts.shell;
  const words = isMissingPart(error) ? newVersion : crashed;
  return (
    <Center component="main" mih="60dvh" p="lg">
      <Stack align="center" gap="md" maw={460} ta="center">
        <PageTitle title={words.title} size="h2" />
        <Text c="dimmed">{words.detail}</Text>
        <Button onClick={() => window.location.reload()}>{crashed.reload}</Button>
      </Stack>
    </Center>
  );
}

function isMissingPart(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
}
