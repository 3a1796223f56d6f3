import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { Consequences, LinkPage } from '../../shared/links/link-page';
import { useLinkToken } from '../../shared/links/link-token';
import { enterSession } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { TextLink } from '../../shared/ui/link';

const words = texts.recovery.complete;

/** Where the link at the end of a recovery leads. Its button opens a session that may only set up a new second step. */
export function Component() {
  const token = useLinkToken();
  return <Complete key={token} token={token} />;
}

function Complete({ token }: { token: string | null }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const complete = useMutation({
    mutationFn: async () => {
      const body = { token: token ?? '', transport: 'cookie' } as const;
      await answer(api.POST('/api/recovery/complete', { body }));
      // The link is spent now: what fails from here on is tried again on the next page.
      await enterSession(queries, { mustEnrol: true }).finally(() => navigate('/set-up', { replace: true }));
    },
  });
  return (
    <LinkPage
      title={words.title}
      lead={words.lead}
      token={token}
      error={complete.error}
      otherwise={<TextLink to="/recovery">{words.again}</TextLink>}
    >
      <Consequences points={words.points} />
      <Text size="sm">{words.explanation}</Text>
      <Button size="md" loading={complete.isPending} onClick={() => complete.mutate()}>
        {words.button}
      </Button>
    </LinkPage>
  );
}
