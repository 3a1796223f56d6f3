import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { from, pages } from '../../shared/api/pages';
import type { AuditEvent, AuditEventType } from '../../shared/api/types';
import type { Filters } from '../../shared/ui/use-filters';
import { momentsOf } from './day-range';

export const eventFilters = ['type', 'outcome', 'actorId', 'subjectId', 'ip', 'from', 'to'] as const;
export type EventFilters = Filters<(typeof eventFilters)[number]>;

/** Each reading becomes an event itself, so none happens behind the reader's back. */
const onRequest = { refetchOnWindowFocus: false, refetchOnReconnect: false, staleTime: 30_000 };

/** As the API takes them. */
export function eventQuery({ type, outcome, from, to, ...rest }: EventFilters) {
  return {
    ...rest,
    ...(type && { type: type as AuditEventType }),
    ...(outcome && { outcome: outcome as AuditEvent['outcome'] }),
    ...momentsOf({ from, to }),
  };
}

export const eventsQuery = (filters: EventFilters) =>
  infiniteQueryOptions({
    queryKey: ['audit', 'events', filters],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/audit/events', {
          signal,
          params: { query: { ...eventQuery(filters), limit: 50, ...from(pageParam) } },
        }),
      ),
    ...pages,
    ...onRequest,
    staleTime: 0,
  });

export const oneEventQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'event', id],
    queryFn: ({ signal }) => answer(api.GET('/api/audit/events/{id}', { signal, params: { path: { id } } })),
    ...onRequest,
  });

export const proofQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'proof', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/audit/events/{id}/proof', { signal, params: { path: { id } } })),
    ...onRequest,
  });

export const integrityQuery = queryOptions({
  queryKey: ['audit', 'integrity'],
  queryFn: ({ signal }) => answer(api.GET('/api/audit/integrity', { signal })),
  ...onRequest,
});

export const checkpointsQuery = infiniteQueryOptions({
  queryKey: ['audit', 'checkpoints'],
  queryFn: ({ signal, pageParam }) =>
    answer(
      api.GET('/api/audit/checkpoints', {
        signal,
        params: { query: { limit: 10, ...from(pageParam) } },
      }),
    ),
  ...pages,
  ...onRequest,
});
