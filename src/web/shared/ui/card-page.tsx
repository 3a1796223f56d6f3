import { Card, Center, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts';
import classes from './card-page.module.css';
import { Logo } from './logo';
import { PageTitle } from './page';

interface CardPageProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  /** Below the card. */
  footer?: ReactNode;
}

/** One card in the middle: for everything outside of the shell. */
export function CardPage({ title, lead, children, footer }: CardPageProps) {
  return (
    <div className={classes.backdrop}>
      <Center component="main" className={classes.page}>
        <Stack gap="lg" w="100%" maw={440}>
          <Group justify="center">
            <Logo size={36} />
          </Group>
          <Card padding="xl" className={classes.card}>
            <Stack gap="lg">
              <Stack gap={4}>
                <PageTitle title={title} size="h2" />
                {lead && <Text c="dimmed">{lead}</Text>}
              </Stack>
              {children}
            </Stack>
          </Card>
          {footer && (
            <Text ta="center" size="sm" c="dimmed" component="div">
              {footer}
            </Text>
          )}
          <Text ta="center" size="xs" c="dimmed">
            {texts.accounts.tagline}
          </Text>
        </Stack>
      </Center>
    </div>
  );
}
