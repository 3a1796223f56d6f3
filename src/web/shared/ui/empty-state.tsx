import { Stack, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  detail: string;
  action?: ReactNode;
}

/** In place of a list without entries: says what will be here, and how it comes about. */
export function EmptyState({ icon, title, detail, action }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        {icon}
      </ThemeIcon>
      <Text fw={600} mt="xs">
        {title}
      </Text>
      <Text c="dimmed" size="sm" maw={420}>
        {detail}
      </Text>
      {action}
    </Stack>
  );
}
