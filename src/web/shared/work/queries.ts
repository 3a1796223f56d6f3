import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { from, pages } from '../api/pages';
import type { Milestone, Payment } from '../api/types';

const PAGE = 50;
const WATCH_MS = 3_000;

export interface MilestoneFilter {
  status?: Milestone['status'];
  contractId?: string;
}

export const contractsQuery = infiniteQueryOptions({
  queryKey: ['contracts'],
  queryFn: ({ signal, pageParam }) =>
    answer(api.GET('/api/contracts', { signal, params: { query: { limit: PAGE, ...from(pageParam) } } })),
  ...pages,
});

export const contractQuery = (id: string) =>
  queryOptions({
    queryKey: ['contracts', id],
    queryFn: ({ signal }) => answer(api.GET('/api/contracts/{id}', { signal, params: { path: { id } } })),
  });

export const authorizationsQuery = (contractId: string) =>
  queryOptions({
    queryKey: ['contracts', contractId, 'authorizations'],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/contracts/{id}/authorizations', {
          signal,
          params: { path: { id: contractId }, query: { limit: 100 } },
        }),
      ),
  });

export const milestonesQuery = (filter: MilestoneFilter) =>
  infiniteQueryOptions({
    queryKey: ['milestones', filter],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/milestones', {
          signal,
          params: { query: { ...filter, limit: 100, ...from(pageParam) } },
        }),
      ),
    ...pages,
  });

export const milestoneQuery = (id: string) =>
  queryOptions({
    queryKey: ['milestones', 'one', id],
    queryFn: ({ signal }) => answer(api.GET('/api/milestones/{id}', { signal, params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data?.payment && isMoving(data.payment) ? WATCH_MS : false),
  });

export const paymentsQuery = infiniteQueryOptions({
  queryKey: ['payments'],
  queryFn: ({ signal, pageParam }) =>
    answer(api.GET('/api/payments', { signal, params: { query: { limit: 20, ...from(pageParam) } } })),
  refetchInterval: ({ state: { data } }) =>
    data?.pages.some(({ items }) => items.some(isMoving)) ? WATCH_MS : false,
  ...pages,
});

export const paymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['payments', id],
    queryFn: ({ signal }) => answer(api.GET('/api/payments/{id}', { signal, params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? WATCH_MS : false),
  });

export const approvalQuery = (id: string) =>
  queryOptions({ queryKey: ['approvals', id], queryFn: ({ signal }) => readApproval(id, signal) });

/** Asks now, whatever the browser thinks of being online. */
export const readApproval = (id: string, signal?: AbortSignal) =>
  answer(api.GET('/api/milestones/approvals/{id}', { signal, params: { path: { id } } }));

/** Its state will change without anybody doing anything. */
export function isMoving({ status }: Pick<Payment, 'status'>): boolean {
  return status === 'pending' || status === 'processing' || status === 'unknown';
}

const channel = new BroadcastChannel('work');

/** After anything that changes contracts, milestones or payments: here and in the other tabs. */
export function refreshWork(queries: QueryClient): Promise<unknown> {
  channel.postMessage('changed');
  return readAnew(queries);
}

/** Two tabs agree, side by side as well. @returns how to stop listening */
export function onWorkElsewhere(queries: QueryClient): () => void {
  const hear = () => void readAnew(queries);
  channel.addEventListener('message', hear);
  return () => channel.removeEventListener('message', hear);
}

function readAnew(queries: QueryClient): Promise<unknown> {
  const touched = ['contracts', 'milestones', 'payments', 'approvals'];
  return queries.invalidateQueries({ predicate: ({ queryKey }) => touched.includes(String(queryKey[0])) });
}
