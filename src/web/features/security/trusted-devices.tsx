import { Badge, Button, Text, ThemeIcon } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { from, itemsOf, pages } from '../../shared/api/pages';
import { formatDay } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { IconDevice } from '../../shared/ui/icons';
import { PagedList } from '../../shared/ui/paged-list';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { useConfirm } from '../../shared/ui/use-confirm';
import { useSay } from './said';

const words = texts.security.devices;

const devicesQuery = infiniteQueryOptions({
  queryKey: ['trusted-devices'],
  queryFn: ({ signal, pageParam: cursor }) =>
    answer(api.GET('/api/2fa/trusted-devices', { params: { query: from(cursor) }, signal })),
  ...pages,
});

export function TrustedDevices() {
  const queries = useQueryClient();
  const say = useSay();
  const devices = useInfiniteQuery(devicesQuery);
  const items = itemsOf(devices.data);
  const { ask, dialog } = useConfirm();
  const done = async (said: string) => {
    await queries.invalidateQueries({ queryKey: devicesQuery.queryKey });
    say(said);
  };
  const revoke = useMutation({
    mutationFn: async (id: string) => {
      await answer(api.DELETE('/api/2fa/trusted-devices/{id}', { params: { path: { id } } }));
      await done(words.revoked);
    },
  });
  const revokeAll = async () => {
    await answer(api.DELETE('/api/2fa/trusted-devices'));
    await done(words.revokedAll);
  };
  return (
    <Section
      title={words.title}
      actions={
        items.length > 1 && (
          <Button
            variant="default"
            size="sm"
            onClick={() => ask({ title: words.revokeAll, about: words.revokeAllAbout, act: revokeAll })}
          >
            {words.revokeAll}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed">
        {devices.isSuccess && items.length === 0 ? words.empty : words.hint}
      </Text>
      <ProblemAlert error={revoke.error} />
      <PagedList
        label={words.title}
        list={devices}
        row={({ id, name, maskedAddress, current, expiresAt }) => (
          <Row
            key={id}
            before={
              <ThemeIcon size={40} radius="xl" color="gray">
                <IconDevice />
              </ThemeIcon>
            }
            title={name}
            detail={[maskedAddress, words.trusted(formatDay(expiresAt))].filter(Boolean).join(' · ')}
            aside={
              <>
                {current && <Badge>{words.current}</Badge>}
                <Button
                  variant="default"
                  size="xs"
                  aria-label={words.revokeOf(name)}
                  loading={revoke.isPending && revoke.variables === id}
                  onClick={() => revoke.mutate(id)}
                >
                  {words.revoke}
                </Button>
              </>
            }
          />
        )}
        likely={1}
      />
      {dialog}
    </Section>
  );
}
