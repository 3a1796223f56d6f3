import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../api/client';

/** The person's factors, backup codes, lock and policy. */
export const twoFactorStatusQuery = queryOptions({
  queryKey: ['two-factor-status'],
  queryFn: ({ signal }) => answer(api.GET('/api/2fa/status', { signal })),
});
