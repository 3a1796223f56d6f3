import { useQuery } from '@tanstack/react-query';
import { NavLink } from 'react-router';
import { texts } from '../../shared/texts';
import { IconBell } from '../../shared/ui/icons';
import classes from './notifications.module.css';
import { unreadCountQuery } from './queries';

const MOST_SHOWN = 99;

/** In the frame around all pages: how much is unread, and the way there. */
export function Bell() {
  const { data: unread = 0 } = useQuery(unreadCountQuery);
  return (
    <NavLink to="/notifications" className={classes.bell} aria-label={texts.notifications.bell(unread)}>
      <IconBell />
      {unread > 0 && (
        <span className={classes.count} aria-hidden="true">
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      )}
    </NavLink>
  );
}
