import { blockOf, judgePhone, maskPhone } from './phone-number';

it.each([
  ['+12015550123', ['US'], { kind: 'usable', number: '+12015550123' }],
  ['+1 (201) 555-0123', ['US'], { kind: 'usable', number: '+12015550123' }],
  ['+4915123456789', ['US', 'DE'], { kind: 'usable', number: '+4915123456789' }],
  ['+4915123456789', ['US'], { kind: 'refused', reason: 'country-not-allowed' }],
  ['+15062345678', ['US'], { kind: 'refused', reason: 'country-not-allowed' }],
  ['+493012345678', ['DE'], { kind: 'refused', reason: 'not-mobile' }],
  ['+18002345678', ['US'], { kind: 'refused', reason: 'not-mobile' }],
  ['+19002345678', ['US'], { kind: 'refused', reason: 'not-mobile' }],
  ['+8835100', ['US'], { kind: 'refused', reason: 'not-a-number' }],
  ['2015550123', ['US'], { kind: 'refused', reason: 'not-a-number' }],
  ['+1201555012', ['US'], { kind: 'refused', reason: 'not-a-number' }],
  ['', ['US'], { kind: 'refused', reason: 'not-a-number' }],
])('judges %s with numbers of %s allowed', (typed, countries, judged) => {
  expect(judgePhone(typed, countries)).toEqual(judged);
});

it('hides all but the country and two digits', () => {
  expect(maskPhone('+12015550123')).toBe('+1********23');
  expect(maskPhone('+4915123456789')).toBe('+49*********89');
});

it('puts numbers that differ in the last three digits into one block', () => {
  expect(blockOf('+12015550123')).toBe(blockOf('+12015550999'));
  expect(blockOf('+12015550123')).not.toBe(blockOf('+12015551123'));
});
