import { type QueryClient, queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { endAttempts } from '../api/attempt-key';
import { answer, api } from '../api/client';
import { isProblem, type Problem } from '../api/problem';
import type { Me } from '../api/types';
import { announce } from './session-channel';

/** Who is signed in here; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }): Promise<Me | null> => {
    if (!isSignedInHint()) return null;
    try {
      return await answer(api.GET('/api/auth/me', { signal }));
    } catch (error) {
      if (isProblem(error, 'unauthenticated')) {
        localStorage.removeItem(HINT);
        return null;
      }
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Not the session, which scripts cannot see: only whether asking for it makes sense. */
const HINT = 'signed-in';
const isSignedInHint = () => localStorage.getItem(HINT) !== null;

/** Whether this session may do nothing but set up a second factor. It is learnt from refusals and from signing in. */
const enrolmentQuery = queryOptions({
  queryKey: ['enrolment-required'],
  queryFn: () => false,
  staleTime: Number.POSITIVE_INFINITY,
});

export function useSession() {
  return useQuery(sessionQuery);
}

/** The person who is signed in. Only below the shell, which lets nobody else in. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(sessionQuery);
  if (!data) throw new Error('Nobody is signed in.');
  return data;
}

export function useEnrolmentRequired(): boolean {
  return useQuery({ ...enrolmentQuery, initialData: false }).data;
}

/** After an answer that has brought a session cookie along. */
export async function enterSession(
  queries: QueryClient,
  { mustEnrol }: { mustEnrol: boolean },
): Promise<void> {
  dropAllButSession(queries);
  endAttempts('approve');
  localStorage.setItem(HINT, 'yes');
  queries.setQueryData(enrolmentQuery.queryKey, mustEnrol);
  await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
  announce('signed-in');
}

/** When the first factor is set up, a restricted session becomes a whole one. */
export function leaveEnrolment(queries: QueryClient): void {
  queries.setQueryData(enrolmentQuery.queryKey, false);
}

export async function logOut(queries: QueryClient): Promise<void> {
  await answer(api.POST('/api/auth/logout')).catch((error: unknown) => {
    if (!isProblem(error, 'unauthenticated')) throw error;
  });
  forgetSession(queries, 'signed-out');
  announce('signed-out');
}

/** Why nobody is signed in any more, as the sign-in page tells it. */
export type Departure = 'signed-out' | 'ended';
let departure: Departure | null = null;

/** Null when nobody was signed in before. */
export function lastDeparture(): Departure | null {
  return departure;
}

/** Everything that was read belongs to somebody who has left. */
export function forgetSession(queries: QueryClient, reason: Departure): void {
  departure = reason;
  localStorage.removeItem(HINT);
  queries.setQueryData(sessionQuery.queryKey, null);
  dropAllButSession(queries);
}

/** The session stays, as what is on the screen watches it: one that is thrown away tells nobody of the next. */
function dropAllButSession(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey: [first] }) => first !== sessionQuery.queryKey[0] });
}

/** What a refusal, wherever it came from, says about the session. */
export function learnFromRefusal(queries: QueryClient, { code }: Problem): void {
  if (code === 'enrolment-required') queries.setQueryData(enrolmentQuery.queryKey, true);
  if (code === 'unauthenticated' && queries.getQueryData(sessionQuery.queryKey))
    forgetSession(queries, 'ended');
}
