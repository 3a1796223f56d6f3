import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { fieldError } from '../../shared/api/problem';
import type { AdminHold } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { Row } from '../../shared/ui/rows';
import { useFilters } from '../../shared/ui/use-filters';
import { StatusBadge } from '../../shared/work/status-badge';
import { FilteredList } from './filtered-list';
import { PlaceHold } from './place-hold';
import { holdsQuery } from './queries';
import { useAct } from './use-act';

const words = texts.admin.holds;
const ALL = 'all';
const { live, ...over } = words.statuses;
const states = [
  { value: '', label: live },
  { value: ALL, label: words.all },
  ...Object.entries(over).map(([value, label]) => ({ value, label })),
];
const tones = { live: 'stopped', ended: 'quiet', lifted: 'good' } as const;

export function Component() {
  const filters = useFilters(['status', 'clientId']);
  const { status = 'live', clientId } = filters.filters;
  const holds = useInfiniteQuery(
    holdsQuery({
      ...(status !== ALL && { status: status as AdminHold['status'] }),
      ...(clientId && { clientId }),
    }),
  );
  const acts = useAct();
  const lift = ({ id, client }: AdminHold) =>
    acts.explainAndProve({
      title: words.liftOf(client.name),
      about: words.liftAbout,
      attempt: `lift hold ${id}`,
      done: words.lifted,
      act: (header, { reason }) =>
        answer(
          api.POST('/api/admin/holds/{id}/lift', { params: { path: { id }, header }, body: { reason } }),
        ),
    });
  return (
    <Page title={words.title} lead={words.lead}>
      <Stack gap="lg">
        {acts.said}
        <FilteredList
          filters={filters}
          fields={(set) => (
            <>
              <NativeSelect
                name="status"
                label={words.status}
                data={states}
                defaultValue={set.status ?? ''}
              />
              <TextInput
                name="clientId"
                label={words.clientId}
                defaultValue={set.clientId ?? ''}
                error={fieldError(holds.error, '/clientId')}
                autoComplete="off"
                spellCheck={false}
              />
            </>
          )}
          list={holds}
          row={(hold) => <HoldRow key={hold.id} hold={hold} onLift={() => lift(hold)} />}
          words={words}
        />
        <PlaceHold key={clientId} clientId={clientId} acts={acts} />
      </Stack>
      {acts.dialogs}
    </Page>
  );
}

function HoldRow({ hold, onLift }: { hold: AdminHold; onLift: () => void }) {
  const { client, scope, status, explanation, since, endsAt, note, paymentsHeld, liftable, liftReason } =
    hold;
  const facts = [
    words.since(formatTime(since)),
    status === 'live' && (endsAt ? words.ends(formatTime(endsAt)) : words.untilLifted),
    paymentsHeld > 0 && words.waiting(paymentsHeld),
    note && words.note(note),
    liftReason && words.note(liftReason),
  ];
  return (
    <Row
      to={`/admin/users/${client.id}`}
      title={words.of(words.scopes[scope], client.name)}
      detail={
        <>
          <div>{explanation}</div>
          {facts.filter(Boolean).join(' · ')}
        </>
      }
      aside={
        <>
          <StatusBadge tone={tones[status]}>{words.statuses[status]}</StatusBadge>
          {liftable && (
            <Button variant="default" size="xs" aria-label={words.liftOf(client.name)} onClick={onLift}>
              {words.lift}
            </Button>
          )}
        </>
      }
    />
  );
}
