import { Button, Card, SegmentedControl, Stack } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import { itemsOf } from '../../shared/api/pages';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconBell } from '../../shared/ui/icons';
import { LoadMore } from '../../shared/ui/load-more';
import { Page } from '../../shared/ui/page';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Rows, RowsSkeleton } from '../../shared/ui/rows';
import { NotificationRow } from './notification-row';
import { notificationsKey, notificationsQuery, unreadCountQuery } from './queries';

const words = texts.notifications;

export function Component() {
  const queries = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const onlyUnread = search.get('show') === 'unread';
  const list = useInfiniteQuery(notificationsQuery(onlyUnread));
  const { data: unread = 0 } = useQuery(unreadCountQuery);
  const items = itemsOf(list.data);
  const refresh = () => queries.invalidateQueries({ queryKey: notificationsKey });
  const readAll = useMutation({
    mutationFn: () => answer(api.POST('/api/notifications/read')),
    onSuccess: refresh,
  });
  const readOne = useMutation({
    mutationFn: (id: string) =>
      answer(api.POST('/api/notifications/{id}/read', { params: { path: { id } } })),
    onSuccess: refresh,
  });
  const empty = onlyUnread ? words.emptyUnread : words.empty;
  return (
    <Page
      title={words.title}
      lead={words.lead}
      actions={
        <Button
          variant="default"
          disabled={unread === 0}
          loading={readAll.isPending}
          onClick={() => readAll.mutate()}
        >
          {words.markAll}
        </Button>
      }
    >
      <Stack gap="md">
        <SegmentedControl
          aria-label={words.show}
          value={onlyUnread ? 'unread' : 'all'}
          onChange={(shown) => setSearch(shown === 'unread' ? { show: shown } : {}, { replace: true })}
          data={[
            { value: 'all', label: words.all },
            { value: 'unread', label: words.unread },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
        <ProblemAlert error={list.error ?? readAll.error ?? readOne.error} />
        <div role="status">{readAll.isSuccess && unread === 0 ? words.allRead : ''}</div>
        <Card>
          {list.isPending && <RowsSkeleton />}
          {items.length > 0 && (
            <Rows label={words.list}>
              {items.map((item) => (
                <NotificationRow key={item.id} notification={item} onRead={() => readOne.mutate(item.id)} />
              ))}
            </Rows>
          )}
          {list.isSuccess && items.length === 0 && (
            <EmptyState icon={<IconBell size={28} />} title={empty.title} detail={empty.detail} />
          )}
        </Card>
        <LoadMore list={list} />
      </Stack>
    </Page>
  );
}
