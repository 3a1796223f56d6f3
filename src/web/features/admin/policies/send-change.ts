import { answer, api } from '../../../shared/api/client';
import type { AccountType } from '../../../shared/api/types';
import type { ActHeaders } from '../act';
import type { PolicyRules } from './rules';

export interface PolicyChange {
  accountType: AccountType;
  rules: PolicyRules;
  /** The version that is brought back; absent for rules of one's own. */
  restores: number | undefined;
  /** ISO 8601; at once when absent. */
  startsAt: string | undefined;
  reason: string;
  /** As the preview named it: a newer one means that the preview is out of date. */
  newestVersion: number;
  /** Whether another admin has to confirm it. */
  proposes: boolean;
}

/** @throws Problem `policy-changed` when somebody else was quicker, `second-admin-required` when it has to be proposed */
export function sendChange(change: PolicyChange, header: ActHeaders): Promise<unknown> {
  const { accountType, rules, restores, startsAt, reason, newestVersion, proposes } = change;
  const params = { path: { accountType }, header };
  const announced = { reason, expectedVersion: newestVersion, ...(startsAt && { startsAt }) };
  if (proposes)
    return answer(
      api.POST('/api/admin/2fa-policies/{accountType}/proposals', {
        params,
        body: { ...rules, ...announced },
      }),
    );
  if (restores !== undefined)
    return answer(
      api.POST('/api/admin/2fa-policies/{accountType}/restore', {
        params,
        body: { version: restores, ...announced },
      }),
    );
  return answer(
    api.PUT('/api/admin/2fa-policies/{accountType}', { params, body: { ...rules, ...announced } }),
  );
}
