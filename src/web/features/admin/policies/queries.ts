import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../../shared/api/client';
import { from, pages } from '../../../shared/api/pages';
import type { AccountType, PolicyImpact } from '../../../shared/api/types';
import type { QueryOf } from '../queries';
import type { PolicyRules } from './rules';

/** What is asked about; nothing for the version in force. */
export type ImpactQuestion = Omit<QueryOf<'/api/admin/2fa-policies/{accountType}/impact'>, 'impact'>;
export type ImpactKind = PolicyImpact['items'][number]['impacts'][number];

export function questionOf(rules: PolicyRules, startsAt: string | undefined): ImpactQuestion {
  const { methods, largePaymentAbove, emailMaxAmount, ...rest } = rules;
  return {
    ...rest,
    methods: methods.join(','),
    largePaymentAbove: String(largePaymentAbove ?? 'none'),
    emailMaxAmount: String(emailMaxAmount ?? 'none'),
    ...(startsAt && { startsAt }),
  };
}

export const policiesQuery = queryOptions({
  queryKey: ['admin', 'policies'],
  queryFn: ({ signal }) => answer(api.GET('/api/admin/2fa-policies', { signal })),
});

export const policyQuery = (accountType: AccountType) =>
  queryOptions({
    queryKey: ['admin', 'policies', accountType],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/admin/2fa-policies/{accountType}', { signal, params: { path: { accountType } } })),
  });

export const versionQuery = (accountType: AccountType, version: number) =>
  queryOptions({
    queryKey: ['admin', 'policies', accountType, 'version', version],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/admin/2fa-policies/{accountType}/versions/{version}', {
          signal,
          params: { path: { accountType, version } },
        }),
      ),
  });

export const versionsQuery = (accountType: AccountType) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'policies', accountType, 'versions'],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/admin/2fa-policies/{accountType}/versions', {
          signal,
          params: { path: { accountType }, query: from(pageParam) },
        }),
      ),
    ...pages,
  });

/** How many people it concerns, and what else is to be known before it is saved. */
export const impactQuery = (accountType: AccountType, question: ImpactQuestion) =>
  queryOptions({
    queryKey: ['admin', 'policies', accountType, 'impact', question],
    queryFn: ({ signal }) =>
      answer(
        api.GET('/api/admin/2fa-policies/{accountType}/impact', {
          signal,
          params: { path: { accountType }, query: { ...question, limit: 1 } },
        }),
      ),
  });

/** Who they are. */
export const concernedQuery = (accountType: AccountType, question: ImpactQuestion, impact: ImpactKind) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'policies', accountType, 'concerned', impact, question],
    queryFn: ({ signal, pageParam }) =>
      answer(
        api.GET('/api/admin/2fa-policies/{accountType}/impact', {
          signal,
          params: { path: { accountType }, query: { ...question, impact, ...from(pageParam) } },
        }),
      ),
    ...pages,
  });
