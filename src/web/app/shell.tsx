import { useHotkeys } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useState } from 'react';
import { Navigate, NavLink, Outlet, useLocation, useMatch, useNavigation } from 'react-router';
import { Bell } from '../features/notifications/bell';
import type { Me } from '../shared/api/types';
import { lastDeparture, useEnrolmentRequired, useSession } from '../shared/session/session';
import { texts } from '../shared/texts';
import { IconCross, IconMenu } from '../shared/ui/icons';
import { Logo } from '../shared/ui/logo';
import { PageSkeleton } from '../shared/ui/page-skeleton';
import { ProblemAlert } from '../shared/ui/problem-alert';
import { onWorkElsewhere } from '../shared/work/queries';
import { AccountPanel } from './account-panel';
import { Blank } from './blank';
import { navigationFor } from './navigation';
import { OfflineNotice } from './offline-notice';
import classes from './shell.module.css';

/** Around every page that needs somebody signed in. Others are sent to sign in, and come back after that. */
export function Component() {
  const session = useSession();
  const { pathname, search } = useLocation();
  const mustEnrol = useEnrolmentRequired();
  const isSettingUp = useMatch('/set-up') !== null;
  if (session.isPending) return <Blank />;
  if (session.isLoadingError) return <ProblemAlert error={session.error} onRetry={() => session.refetch()} />;
  if (!session.data) return <Navigate to={signInPath(pathname + search)} replace />;
  if (mustEnrol && !isSettingUp) return <Navigate to="/set-up" replace />;
  return <Shell me={session.data} isRestricted={mustEnrol} />;
}

/** Who has left by themselves begins anew; others come back to where they were. */
function signInPath(here: string): string {
  const reason = lastDeparture();
  if (reason === 'signed-out') return `/sign-in?reason=${reason}`;
  return `/sign-in?${new URLSearchParams({ next: here, ...(reason && { reason }) })}`;
}

const MENU = 'menu';

function Shell({ me, isRestricted }: { me: Me; isRestricted: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  const { pathname } = useLocation();
  const { mainNavigation, openMenu, closeMenu, skipToContent } = texts.shell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when another page comes.
  useEffect(() => setIsOpen(false), [pathname]);
  useHotkeys([['Escape', () => setIsOpen(false)]], []);
  const queries = useQueryClient();
  useEffect(() => onWorkElsewhere(queries), [queries]);
  const { state } = useNavigation();
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        {skipToContent}
      </a>
      <header className={classes.header}>
        <button
          type="button"
          className={classes.toggle}
          aria-label={openMenu}
          aria-expanded={isOpen}
          aria-controls={MENU}
          onClick={() => setIsOpen(true)}
        >
          <IconMenu />
        </button>
        <Logo />
        {!isRestricted && (
          <div className={classes.bell}>
            <Bell />
          </div>
        )}
      </header>
      <nav id={MENU} className={classes.menu} data-open={isOpen} aria-label={mainNavigation}>
        <div className={classes.top}>
          <Logo />
          {!isRestricted && <Bell />}
          <button
            type="button"
            className={classes.toggle}
            aria-label={closeMenu}
            onClick={() => setIsOpen(false)}
          >
            <IconCross />
          </button>
        </div>
        <ul className={classes.entries}>
          {!isRestricted &&
            navigationFor(me.accountType).map(({ to, label, icon }) => (
              <li key={to}>
                <NavLink to={to} end={to === '/'} className={classes.entry}>
                  {icon}
                  {label}
                </NavLink>
              </li>
            ))}
        </ul>
        <AccountPanel me={me} />
      </nav>
      <div className={classes.veil} data-open={isOpen} onClick={() => setIsOpen(false)} aria-hidden="true" />
      {state === 'loading' && <progress className={classes.arriving} aria-label={texts.shell.loading} />}
      <main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <OfflineNotice />
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
    </div>
  );
}
