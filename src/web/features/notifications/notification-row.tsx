import { Badge, Button, Text, ThemeIcon } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Notification } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconAlert, IconInfo, IconShield } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { Row } from '../../shared/ui/rows';
import classes from './notifications.module.css';

const words = texts.notifications;

const looks: Record<Notification['severity'], { color: string; icon: ReactNode }> = {
  info: { color: 'brand', icon: <IconInfo /> },
  warning: { color: 'yellow', icon: <IconShield /> },
  critical: { color: 'red', icon: <IconAlert /> },
};

type OwnAction = keyof typeof words.actions;
const places: Record<OwnAction, string> = {
  'check-security': '/security',
  'make-backup-codes': '/security',
  'check-phone': '/security',
  'check-email': '/account',
  'follow-recovery': '/recovery/status',
};

interface NotificationRowProps {
  notification: Notification;
  onRead: () => void;
}

export function NotificationRow({ notification, onRead }: NotificationRowProps) {
  const { title, body, place, severity, action, createdAt, readAt } = notification;
  const { color, icon } = looks[severity];
  const own = action !== null && action in places ? (action as OwnAction) : null;
  return (
    <Row
      before={
        <ThemeIcon size={40} radius="xl" color={color} role="img" aria-label={words.severities[severity]}>
          {icon}
        </ThemeIcon>
      }
      title={title}
      detail={
        <>
          <p className={classes.body}>{body}</p>
          {[formatTime(createdAt), place].filter(Boolean).join(' · ')}
          {own && (
            <Text size="sm" mt={4}>
              <TextLink to={places[own]}>{words.actions[own]}</TextLink>
            </Text>
          )}
        </>
      }
      aside={
        readAt === null && (
          <>
            <Badge>{words.isNew}</Badge>
            <Button variant="subtle" size="xs" aria-label={words.markReadOf(title)} onClick={onRead}>
              {words.markRead}
            </Button>
          </>
        )
      }
    />
  );
}
