import { Outlet } from 'react-router';
import { useEnrolmentRequired, useSession } from '../shared/session/session';
import { texts } from '../shared/texts';
import { TextLink } from '../shared/ui/link';
import { Logo } from '../shared/ui/logo';
import { Blank } from './blank';
import classes from './open-frame.module.css';
import { Component as Shell } from './shell';

/** Around pages that everybody may read: with the menu for who is signed in, without it for all others. */
export function Component() {
  const session = useSession();
  const mustEnrol = useEnrolmentRequired();
  if (session.isPending) return <Blank />;
  if (session.data && !mustEnrol) return <Shell />;
  return (
    <div className={classes.frame}>
      <header className={classes.header}>
        <Logo />
        {!session.data && <TextLink to="/sign-in">{texts.shell.signIn}</TextLink>}
      </header>
      <main>
        <Outlet />
      </main>
    </div>
  );
}
