import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import type { paths } from '../../shared/api/openapi.generated';
import { from, pages } from '../../shared/api/pages';

export type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? Omit<NonNullable<Query>, 'cursor' | 'limit'>
  : never;

export const usersQuery = (query: QueryOf<'/api/admin/users'>) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'users', query],
    queryFn: ({ signal, pageParam }) =>
      answer(api.GET('/api/admin/users', { signal, params: { query: { ...query, ...from(pageParam) } } })),
    ...pages,
  });

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'user', id],
    queryFn: ({ signal }) => answer(api.GET('/api/admin/users/{id}', { signal, params: { path: { id } } })),
  });

export const recoveriesQuery = (query: QueryOf<'/api/admin/recovery-requests'>) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'recoveries', query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/admin/recovery-requests', {
          signal,
          params: { query: { ...query, ...from(pageParam) } },
        }),
      ),
    ...pages,
  });

export const recoveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'recovery', id],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/admin/recovery-requests/{id}', { signal, params: { path: { id } } })),
  });

export const proposalsQuery = (query: QueryOf<'/api/admin/proposals'>) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'proposals', query],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/admin/proposals', { signal, params: { query: { ...query, ...from(pageParam) } } }),
      ),
    ...pages,
  });

export const holdsQuery = (query: QueryOf<'/api/admin/holds'>) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'holds', query],
    queryFn: ({ signal, pageParam }) =>
      answer(api.GET('/api/admin/holds', { signal, params: { query: { ...query, ...from(pageParam) } } })),
    ...pages,
  });

export const messagesQuery = queryOptions({
  queryKey: ['admin', 'messages'],
  queryFn: ({ signal }) => answer(api.GET('/api/admin/messages/health', { signal })),
});
