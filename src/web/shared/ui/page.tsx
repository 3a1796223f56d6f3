import { Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';
import { texts } from '../texts';

interface PageProps {
  title: string;
  /** A sentence below the title. */
  lead?: ReactNode;
  /** Above the title, e.g. where one has come from. */
  before?: ReactNode;
  /** Beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One page: names the document, and takes the focus when one comes here by a link, so that screen readers read on. */
export function Page({ title, lead, before, actions, children }: PageProps) {
  return (
    <Stack gap="xl">
      <Group justify="space-between" align="flex-end" gap="md">
        <Stack gap={4} flex="1 1 240px">
          {before}
          <PageTitle title={title} />
          {lead && (
            <Text c="dimmed" maw={640}>
              {lead}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function PageTitle({ title, size = 'h1' }: { title: string; size?: 'h1' | 'h2' }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrivedBy = useNavigationType();
  useEffect(() => {
    document.title = texts.shell.titleOf(title);
  }, [title]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only on arrival, whatever happens on the page later.
  useEffect(() => {
    const isTaken = document.activeElement && document.activeElement !== document.body;
    if (arrivedBy !== 'POP' && !(isTaken && document.activeElement?.matches('input, textarea')))
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Title order={1} size={size} ref={heading} tabIndex={-1} className="page-title">
      {title}
    </Title>
  );
}
