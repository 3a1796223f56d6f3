import { Button, NativeSelect, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { sessionQuery, useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { onSubmit } from '../../shared/ui/form';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Section } from '../../shared/ui/section';

const words = texts.account.profile;

export function Profile() {
  const me = useMe();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: (timeZone: string) => answer(api.PATCH('/api/auth/me', { body: { timeZone } })),
    onSuccess: (changed) => queries.setQueryData(sessionQuery.queryKey, changed),
  });
  const facts = [
    [words.name, me.name],
    [words.email, me.email],
    [words.kind, texts.shell.accountTypes[me.accountType]],
  ];
  return (
    <Section title={words.title}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} component="dl" m={0}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <Text component="dt" size="sm" c="dimmed">
              {name}
            </Text>
            <Text component="dd" m={0} fw={600} style={{ overflowWrap: 'anywhere' }}>
              {value}
            </Text>
          </div>
        ))}
      </SimpleGrid>
      <form onSubmit={onSubmit(({ timeZone = '' }) => save.mutate(timeZone))}>
        <Stack gap="sm" align="flex-start">
          <ProblemAlert error={save.error} />
          <NativeSelect
            name="timeZone"
            label={words.timeZone}
            description={words.timeZoneHint}
            data={timeZones(me.timeZone)}
            defaultValue={me.timeZone}
          />
          <Button type="submit" variant="default" loading={save.isPending}>
            {words.save}
          </Button>
          <div role="status">{save.isSuccess ? words.saved : ''}</div>
        </Stack>
      </form>
    </Section>
  );
}

/** Those that this browser knows, and the one in use whatever it is called here. */
function timeZones(current: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', current])].toSorted();
}
