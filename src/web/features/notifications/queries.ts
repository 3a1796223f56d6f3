import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import { from, pages } from '../../shared/api/pages';

/** Everything about notifications is below this key. */
export const notificationsKey = ['notifications'];
const MINUTE_MS = 60_000;

export const unreadCountQuery = queryOptions({
  queryKey: [...notificationsKey, 'unread-count'],
  queryFn: async ({ signal }) => {
    const params = { query: { unread: true, limit: 1 } };
    return (await answer(api.GET('/api/notifications', { params, signal }))).unreadCount;
  },
  refetchInterval: MINUTE_MS,
});

export function notificationsQuery(unread: boolean) {
  return infiniteQueryOptions({
    queryKey: [...notificationsKey, 'list', { unread }],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...(unread ? { unread } : {}), ...from(pageParam) };
      return answer(api.GET('/api/notifications', { params: { query }, signal }));
    },
    ...pages,
  });
}
