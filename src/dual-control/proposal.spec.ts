import { mayConfirm, type ProposalStatus, statusOf, turnedDownBy } from './proposal';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-01T12:00:01Z');
const proposal = { openedBy: 'ada', subjectId: 'sam' };

it.each([
  ['ada', false],
  ['sam', false],
  ['grace', true],
])('%s may confirm: %s', (admin, may) => {
  expect(mayConfirm(admin, proposal)).toBe(may);
});

it.each([
  ['ada', 'withdrawn'],
  ['grace', 'rejected'],
  ['sam', null],
])('%s turning it down makes it %s', (admin, status) => {
  expect(turnedDownBy(admin, proposal)).toBe(status);
});

it.each<[ProposalStatus, Date, ProposalStatus]>([
  ['open', later, 'open'],
  ['open', now, 'expired'],
  ['confirmed', now, 'confirmed'],
  ['withdrawn', now, 'withdrawn'],
])('%s until %s is %s', (status, expiresAt, expected) => {
  expect(statusOf({ status, expiresAt }, now)).toBe(expected);
});
