import type { Proposal } from '../../shared/api/types';
import { changeInWords } from './change-words';

const account = { id: '1', name: 'Ada Lovelace', email: 'ada@example.com', accountType: 'client' as const };

it.each([
  ['role-change', account, { from: 'client', to: 'admin' }, 'Ada Lovelace: Client becomes Admin'],
  [
    'account-creation',
    null,
    { name: 'Grace Hopper', email: 'grace@example.com', accountType: 'auditor' },
    'A new account for Grace Hopper (grace@example.com): Auditor',
  ],
  ['user-erasure', account, {}, 'The personal data of Ada Lovelace are erased for good'],
  ['emergency-access', account, { userId: '1' }, 'Ada Lovelace gets a link to set up new factors at once'],
])('%s is told in words', (kind, about, change, words) => {
  expect(changeInWords({ kind, account: about, change: change as Proposal['change'] })).toContain(words);
});

it('a kind that is not known has no words, so that it is shown as it is', () => {
  expect(changeInWords({ kind: 'something-new', account, change: {} })).toBeNull();
});
