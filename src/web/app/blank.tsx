import { Center, Loader } from '@mantine/core';
import { texts } from '../shared/texts';

/** While the first page is on its way. */
export function Blank() {
  return (
    <Center mih="100dvh" role="status" aria-label={texts.shell.loading}>
      <Loader type="dots" />
    </Center>
  );
}
