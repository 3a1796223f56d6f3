import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Navigate, useNavigate, useSearchParams } from 'react-router';
import { enterSession, useSession } from '../../shared/session/session';
import { PasswordStep } from './password-step';
import { SecondStep } from './second-step';
import type { WaitingLogin } from './waiting-login';

/** Address and password, then the second step for those who have one. Reloading begins anew: nothing half done is kept. */
export function Component() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const session = useSession();
  const [waiting, setWaiting] = useState<WaitingLogin | null>(null);

  async function enter(mustEnrol: boolean) {
    await enterSession(queries, { mustEnrol });
    await navigate(mustEnrol ? '/set-up' : safePath(search.get('next')), { replace: true });
  }

  // Somebody who has signed in by another tab, or has come here by the back button.
  if (session.data && !waiting) return <Navigate to={safePath(search.get('next'))} replace />;
  return waiting ? (
    <SecondStep
      waiting={waiting}
      onChallenge={(challenge) => setWaiting({ ...waiting, challenge })}
      onDone={enter}
      onStartOver={() => setWaiting(null)}
    />
  ) : (
    <PasswordStep onDone={enter} onSecondStep={setWaiting} />
  );
}

/** Only places within the web app: `//elsewhere.example` would lead away. */
function safePath(next: string | null): string {
  return next?.startsWith('/') && !/^\/[/\\]/.test(next) ? next : '/';
}
