import { accountEvents } from './account-events';
import { adminEvents } from './admin-events';
import { auditEvents, definitionOf, retentionClassOf } from './catalogue';
import { factorEvents } from './factor-events';
import { fundsEvents } from './funds-events';
import { moneyEvents } from './money-events';
import { oversightEvents } from './oversight-events';
import { privacyEvents } from './privacy-events';

it('no type is in two lists, where one would hide the other', () => {
  const oversight = [oversightEvents, adminEvents, privacyEvents];
  const lists = [accountEvents, factorEvents, moneyEvents, fundsEvents, ...oversight];
  const types = lists.flatMap((list) => Object.keys(list));
  expect(new Set(types).size).toBe(types.length);
  expect(Object.keys(auditEvents).sort()).toEqual(types.sort());
});

it.each(['payment.released', 'challenge.verified', 'approval.approved', 'hold.placed'])(
  '%s is kept as long as the books, because it tells who paid and how they proved it',
  (type) => expect(retentionClassOf(type)).toBe('approvals'),
);

it('what nobody knows any more is kept longest', () => {
  expect(retentionClassOf('session.login')).toBe('security');
  expect(retentionClassOf('toString')).toBe('approvals');
  expect(definitionOf('constructor')).toBeNull();
});
