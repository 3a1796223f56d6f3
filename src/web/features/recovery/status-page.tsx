import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { isProblem } from '../../shared/api/problem';
import { tokenIn } from '../../shared/links/link-token';
import { useSession } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Progress } from './progress';
import { useStopToken } from './use-stop-token';

const words = texts.recovery.status;
const AGAIN_AFTER_MS = 30_000;

/** How far a recovery is, for whoever has the link of its messages, and for its owner where they are signed in. */
export function Component() {
  const [token, setToken] = useStopToken();
  const session = useSession();
  const state = useQuery({
    queryKey: ['recovery', token],
    queryFn: ({ signal }) => stateOf(token, signal),
    enabled: token !== null || Boolean(session.data),
    refetchInterval: ({ state: { data } }) => (data && !data.endedAt ? AGAIN_AFTER_MS : false),
  });
  const footer = session.data ? (
    <TextLink to="/">{texts.recovery.home}</TextLink>
  ) : (
    <TextLink to="/sign-in">{texts.recovery.signIn}</TextLink>
  );
  if (state.data)
    return (
      <CardPage title={words.title} footer={footer}>
        <Progress recovery={state.data} token={token ?? state.data.vetoToken} />
      </CardPage>
    );
  const hasNone = token === null && isProblem(state.error, 'not-found');
  return (
    <CardPage title={words.title} lead={hasNone ? words.none : words.lead} footer={footer}>
      {state.isLoading || (token === null && session.isPending) ? (
        <Skeleton h={160} role="status" aria-busy="true" aria-label={texts.shell.loading} />
      ) : (
        <form onSubmit={onSubmit(({ link = '' }) => setToken(tokenIn(link) ?? link.trim()))}>
          <Stack gap="md">
            {!hasNone && <ProblemAlert error={state.error} onRetry={() => state.refetch()} />}
            <TextInput
              name="link"
              label={words.link}
              description={words.linkHint}
              autoComplete="off"
              spellCheck={false}
              required
              withAsterisk={false}
              size="md"
            />
            <Button type="submit" size="md">
              {words.button}
            </Button>
          </Stack>
        </form>
      )}
    </CardPage>
  );
}

/** @param token null for the newest of whoever is signed in; that one says itself what stops it */
async function stateOf(token: string | null, signal: AbortSignal) {
  if (token === null) return answer(api.GET('/api/recovery/requests/current', { signal }));
  const body = { token };
  return { ...(await answer(api.POST('/api/recovery/requests/status', { body, signal }))), vetoToken: null };
}
