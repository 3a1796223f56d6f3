import { AppShell, Burger, Group, NavLink, ScrollArea, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect } from 'react';
import { Navigate, Outlet, NavLink as RouterLink, useLocation, useMatch } from 'react-router';
import type { Me } from '../shared/api/types';
import { useEnrolmentRequired, useSession } from '../shared/session/session';
import { texts } from '../shared/texts';
import { Logo } from '../shared/ui/logo';
import { PageSkeleton } from '../shared/ui/page-skeleton';
import { ProblemAlert } from '../shared/ui/problem-alert';
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
  if (session.isError) return <ProblemAlert error={session.error} onRetry={() => session.refetch()} />;
  if (!session.data)
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  if (mustEnrol && !isSettingUp) return <Navigate to="/set-up" replace />;
  return <Shell me={session.data} isRestricted={mustEnrol} />;
}

function Shell({ me, isRestricted }: { me: Me; isRestricted: boolean }) {
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const { mainNavigation, openMenu, closeMenu, skipToContent } = texts.shell;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the menu closes when another page comes.
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: { base: 60, md: 0 } }}
      navbar={{ width: 248, breakpoint: 'md', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', sm: 'xl' }}
      layout="alt"
    >
      <a href="#content" className={classes.skip}>
        {skipToContent}
      </a>
      <AppShell.Header className={classes.header} hiddenFrom="md">
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={openMenu} aria-expanded={opened} />
          <Logo />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" className={classes.navbar} component="div">
        <Group h={44} px="xs" mb="md" justify="space-between">
          <Logo />
          <Burger opened={opened} onClick={close} size="sm" hiddenFrom="md" aria-label={closeMenu} />
        </Group>
        <AppShell.Section grow component={ScrollArea} type="auto">
          <Stack gap={4} component="nav" aria-label={mainNavigation}>
            {!isRestricted &&
              navigationFor(me.accountType).map(({ to, label, icon }) => (
                <NavLink
                  key={to}
                  component={RouterLink}
                  to={to}
                  end={to === '/'}
                  label={label}
                  leftSection={icon}
                  className={classes.link}
                  active={to === '/' ? pathname === '/' : pathname.startsWith(to)}
                />
              ))}
          </Stack>
        </AppShell.Section>
        <AccountPanel me={me} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <OfflineNotice />
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}
