import type { AccountType } from '../users/account-type';

/** An account is one side of all its contracts, which its type tells: so each list is served by one index. */
export type Side = 'client' | 'payee';

export function sideOf({ accountType }: { accountType: AccountType }): Side {
  return accountType === 'payee' ? 'payee' : 'client';
}
