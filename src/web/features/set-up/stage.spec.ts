import { stepOf, stepsFor } from './stage';

it('counts what is asked before and the proof itself as one step', () => {
  expect(stepOf({ at: 'details', method: 'sms' })).toBe('connect');
  expect(stepOf({ at: 'done', method: 'sms' })).toBe('done');
});

it('asks for less when somebody adds another way', () => {
  expect(stepsFor(true)).toEqual(['checklist', 'method', 'connect', 'codes', 'done']);
  expect(stepsFor(false)).toEqual(['method', 'connect', 'done']);
});
