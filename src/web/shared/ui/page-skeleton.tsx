import { Skeleton, Stack } from '@mantine/core';
import { texts } from '../texts';

/** The shape of a page that is on its way. */
export function PageSkeleton() {
  return (
    <Stack gap="xl" role="status" aria-busy="true" aria-label={texts.shell.loading}>
      <Stack gap="xs">
        <Skeleton h={32} w="40%" />
        <Skeleton h={16} w="60%" />
      </Stack>
      <Skeleton h={140} radius="lg" />
      <Skeleton h={240} radius="lg" />
    </Stack>
  );
}
