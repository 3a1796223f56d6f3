import { Alert, Button, Stack, Text } from '@mantine/core';
import { explain } from '../api/problem';
import { texts } from '../texts';
import { IconAlert } from './icons';

interface ProblemAlertProps {
  /** Nothing is shown for null. */
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong and what to do. Read out at once by screen readers. */
export function ProblemAlert({ error, onRetry }: ProblemAlertProps) {
  if (!error) return null;
  const { title, detail } = explain(error);
  return (
    <Notice tone="danger" title={title}>
      <Text size="sm">{detail}</Text>
      {onRetry && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {texts.shell.tryAgain}
        </Button>
      )}
    </Notice>
  );
}

interface NoticeProps {
  tone: 'danger' | 'warning' | 'info' | 'success';
  title: string;
  children?: React.ReactNode;
  icon?: React.ReactNode;
}

const colors = { danger: 'red', warning: 'yellow', info: 'brand', success: 'brand' };

export function Notice({ tone, title, children, icon }: NoticeProps) {
  return (
    <Alert
      role={tone === 'danger' ? 'alert' : 'status'}
      color={colors[tone]}
      title={title}
      icon={icon || <IconAlert />}
      variant="light"
    >
      {children && (
        <Stack gap="sm" align="flex-start">
          {children}
        </Stack>
      )}
    </Alert>
  );
}
