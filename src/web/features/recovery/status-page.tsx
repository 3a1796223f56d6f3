import { Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { texts } from '../../shared/texts';
import { CardPage } from '../../shared/ui/card-page';
import { onSubmit } from '../../shared/ui/form';
import { TextLink } from '../../shared/ui/link';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Progress } from './progress';

const words = texts.recovery.status;
const AGAIN_AFTER_MS = 30_000;

/** How far a recovery is, for whoever has the link of its messages. */
export function Component() {
  const [token, setToken] = useToken();
  const state = useQuery({
    queryKey: ['recovery', token],
    queryFn: ({ signal }) =>
      answer(api.POST('/api/recovery/requests/status', { body: { token: token ?? '' }, signal })),
    enabled: token !== null,
    refetchInterval: ({ state: { data } }) => (data && !data.endedAt ? AGAIN_AFTER_MS : false),
  });
  const footer = <TextLink to="/sign-in">{texts.recovery.signIn}</TextLink>;
  if (token !== null && state.data)
    return (
      <CardPage title={words.title} footer={footer}>
        <Progress recovery={state.data} token={token} />
      </CardPage>
    );
  return (
    <CardPage title={words.title} lead={words.lead} footer={footer}>
      {state.isLoading ? (
        <Skeleton h={160} />
      ) : (
        <form onSubmit={onSubmit(({ link = '' }) => setToken(tokenIn(link) ?? link.trim()))}>
          <Stack gap="md">
            <ProblemAlert error={state.error} onRetry={() => state.refetch()} />
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

function tokenIn(text: string): string | null {
  return /token=([\w-]+)/.exec(text)?.[1] ?? null;
}

/** It leaves the address bar at once, so that it stays out of screenshots, and is there again after a reload. */
function useToken(): [string | null, (token: string) => void] {
  const { hash, state } = useLocation();
  const navigate = useNavigate();
  const fromLink = tokenIn(hash);
  const keep = (token: string) => navigate('/recovery/status', { replace: true, state: { token } });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each link.
  useEffect(() => {
    if (fromLink) void keep(fromLink);
  }, [fromLink]);
  const kept = (state as { token?: string } | null)?.token ?? null;
  return [fromLink ?? kept, keep];
}
