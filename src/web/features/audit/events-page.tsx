import { Button, Card, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { fieldError } from '../../shared/api/problem';
import type { AuditEvent } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { choices, FilterForm } from '../../shared/ui/filter-form';
import { IconDownload, IconShieldCheck } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PagedList } from '../../shared/ui/paged-list';
import { Row } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { useFilters } from '../../shared/ui/use-filters';
import { StatusBadge } from '../../shared/work/status-badge';
import { type EventFilters, eventFilters, eventQuery, eventsQuery } from './queries';

const words = texts.audit;

export function Component() {
  const list = useFilters(eventFilters);
  const events = useInfiniteQuery(eventsQuery(list.filters));
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <ButtonLink to="/audit/integrity" variant="default" leftSection={<IconShieldCheck size={18} />}>
          {words.integrityLink}
        </ButtonLink>
      }
    >
      <Stack gap="lg">
        <Card>
          <FilterForm list={list} fields={(filters) => <Fields filters={filters} error={events.error} />} />
        </Card>
        <Section title={words.list}>
          <PagedList
            label={words.list}
            list={events}
            row={(event) => <EventRow key={event.id} event={event} />}
            empty={
              <EmptyState
                icon={<IconShieldCheck size={28} />}
                title={words.empty}
                detail={words.emptyDetail}
              />
            }
            likely={6}
          />
        </Section>
        <Exports filters={list.filters} />
      </Stack>
    </Page>
  );
}

function Fields({ filters, error }: { filters: EventFilters; error: unknown }) {
  const field = (name: keyof EventFilters) => ({
    name,
    label: words.filter[name],
    defaultValue: filters[name] ?? '',
  });
  const typed = (name: keyof EventFilters) => ({
    ...field(name),
    error: fieldError(error, `/${name}`),
    autoComplete: 'off',
    spellCheck: false,
  });
  return (
    <>
      <NativeSelect {...field('type')} data={choices(words.types)} />
      <NativeSelect {...field('outcome')} data={choices(words.outcomes)} />
      <TextInput {...typed('ip')} />
      <TextInput {...typed('actorId')} />
      <TextInput {...typed('subjectId')} />
      <TextInput {...field('from')} type="date" />
      <TextInput {...field('to')} type="date" />
    </>
  );
}

function EventRow({ event: { id, at, type, outcome, actorId, ip } }: { event: AuditEvent }) {
  const facts = [formatTime(at), actorId ? words.by(actorId) : words.bySystem, ip && words.from(ip)];
  return (
    <Row
      to={`/audit/events/${id}`}
      title={words.types[type]}
      detail={facts.filter(Boolean).join(' · ')}
      aside={<OutcomeBadge outcome={outcome} />}
    />
  );
}

function OutcomeBadge({ outcome }: Pick<AuditEvent, 'outcome'>) {
  return <StatusBadge tone={outcome === 'success' ? 'good' : 'bad'}>{words.outcomes[outcome]}</StatusBadge>;
}

function Exports({ filters }: { filters: EventFilters }) {
  const formats = Object.entries(words.exports.formats);
  return (
    <Section title={words.exports.title}>
      <Text size="sm" c="dimmed">
        {words.exports.hint}
      </Text>
      <Group gap="sm">
        {formats.map(([format, name]) => (
          <Button
            key={format}
            component="a"
            href={`/api/audit/export?${new URLSearchParams({ ...eventQuery(filters), format })}`}
            download
            variant="default"
            leftSection={<IconDownload size={18} />}
          >
            {words.exports.label(name)}
          </Button>
        ))}
      </Group>
    </Section>
  );
}
