import { Badge, Button, ThemeIcon } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { from, itemsOf, pages } from '../../shared/api/pages';
import { isProblem } from '../../shared/api/problem';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconGlobe } from '../../shared/ui/icons';
import { PagedList } from '../../shared/ui/paged-list';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { useConfirm } from '../../shared/ui/use-confirm';
import { useSay } from './said';

const words = texts.security.sessions;

const readSessions = (cursor: string, signal?: AbortSignal) =>
  answer(api.GET('/api/auth/sessions', { params: { query: from(cursor) }, signal }));

const sessionsQuery = infiniteQueryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal, pageParam }) => readSessions(pageParam, signal),
  ...pages,
});

export function Sessions() {
  const queries = useQueryClient();
  const say = useSay();
  const sessions = useInfiniteQuery(sessionsQuery);
  const items = itemsOf(sessions.data);
  const { ask, dialog } = useConfirm();
  const done = async (said: string) => {
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    say(said);
  };
  const end = useMutation({
    mutationFn: async (id: string) => {
      await endSession(id);
      await done(words.ended);
    },
  });
  const endOthers = async () => {
    await endAllOthers();
    await done(words.endedOthers);
  };
  return (
    <Section
      title={words.title}
      actions={
        items.length > 1 && (
          <Button
            variant="default"
            size="sm"
            onClick={() => ask({ title: words.endOthers, about: words.endOthersAbout, act: endOthers })}
          >
            {words.endOthers}
          </Button>
        )
      }
    >
      <ProblemAlert error={end.error} />
      <PagedList
        label={words.title}
        list={sessions}
        row={({ id, device, ip, createdAt, lastSeenAt, current }) => (
          <Row
            key={id}
            before={
              <ThemeIcon size={40} radius="xl" color="gray">
                <IconGlobe />
              </ThemeIcon>
            }
            title={device}
            detail={[ip, words.since(formatTime(createdAt)), words.seen(formatTime(lastSeenAt))]
              .filter(Boolean)
              .join(' · ')}
            aside={
              current ? (
                <Badge>{words.current}</Badge>
              ) : (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={words.endOf(device, formatTime(createdAt))}
                  loading={end.isPending && end.variables === id}
                  onClick={() => end.mutate(id)}
                >
                  {words.end}
                </Button>
              )
            }
          />
        )}
        likely={2}
      />
      {dialog}
    </Section>
  );
}

async function endSession(id: string): Promise<void> {
  await answer(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } })).catch(
    (error: unknown) => {
      // It has ended by itself in the meantime.
      if (!isProblem(error, 'not-found')) throw error;
    },
  );
}

/** Also those that are not on the screen. */
async function endAllOthers(): Promise<void> {
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof readSessions>> = await readSessions(cursor);
    for (const { id, current } of page.items) if (!current) await endSession(id);
    cursor = page.nextCursor;
  }
}
