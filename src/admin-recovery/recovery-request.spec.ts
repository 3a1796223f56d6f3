import { HOUR, MINUTE } from '../common/clock';
import type { AccountType } from '../users/account-type';
import {
  coolingOffMs,
  isLive,
  lapses,
  mayReview,
  next,
  type RecoveryEvent,
  type RecoveryStatus,
  recoveryStatuses,
  transitions,
} from './recovery-request';

const events = transitions.map(({ event }) => event);

it.each<[RecoveryStatus | 'none', RecoveryEvent[]]>([
  ['none', ['opened', 'granted']],
  ['requested', ['approved', 'rejected', 'vetoed', 'expired']],
  ['cooling-off', ['cooled-off', 'rejected', 'vetoed']],
  ['ready', ['link-used', 'rejected', 'vetoed', 'expired']],
  ['enrolling', ['completed', 'vetoed', 'expired']],
  ['completed', []],
  ['rejected', []],
  ['vetoed', []],
  ['expired', []],
])('to a request that is %s can happen: %j', (status, possible) => {
  expect(events.filter((event) => next(status, event) !== null).sort()).toEqual([...possible].sort());
});

it('lets each live state lapse into something, and the owner stop each', () => {
  for (const status of recoveryStatuses.filter(isLive)) {
    expect(next(status, lapses[status])).not.toBeNull();
    expect(next(status, 'vetoed')).toBe('vetoed');
  }
});

const minutes = { client: 1440, payee: 1440, auditor: 2880, admin: 2880 };

it.each<[AccountType, boolean, number, number]>([
  ['client', false, 60, 24 * HOUR],
  ['admin', false, 60, 48 * HOUR],
  ['client', true, 60, HOUR],
  ['client', true, 5000, 1440 * MINUTE],
])('%s with code %s cools off', (accountType, hasCode, minutesWithCode, expected) => {
  expect(coolingOffMs({ minutes, minutesWithCode }, accountType, hasCode)).toBe(expected);
});

const admin = { userId: 'ada', accountType: 'admin' } as const;
const of = (userId: string, accountType: AccountType, openedBy: string | null) => ({
  userId,
  accountType,
  openedBy,
});

it.each([
  ['a client who asked', of('cleo', 'client', null), true],
  ['what another admin opened', of('cleo', 'client', 'grace'), true],
  ['what they opened themselves', of('cleo', 'client', 'ada'), false],
  ['their own account', of('ada', 'admin', 'grace'), false],
  ['another admin', of('alan', 'admin', null), true],
])('an admin reviews %s: %s', (_, request, may) => {
  expect(mayReview(admin, request)).toBe(may);
});

it.each<[AccountType, AccountType, boolean]>([
  ['auditor', 'admin', false],
  ['client', 'auditor', false],
  ['auditor', 'client', true],
])('rank: a reviewing %s, the account of a %s: %s', (reviewer, account, may) => {
  expect(mayReview({ userId: 'r', accountType: reviewer }, of('u', account, null))).toBe(may);
});
