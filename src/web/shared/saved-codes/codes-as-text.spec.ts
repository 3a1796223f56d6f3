import { codesAsText, inGroups } from './codes-as-text';

it('writes codes in groups of four, as code fields take them', () => {
  expect(inGroups('8K2MZ7QX')).toBe('8K2M Z7QX');
  expect(inGroups('4T9W2XK7M0QZ8BNR')).toBe('4T9W 2XK7 M0QZ 8BNR');
  expect(inGroups('ABCDE')).toBe('ABCD E');
});

it('puts every code and the recovery code into the text, with the day', () => {
  const backupCodes = Array.from({ length: 10 }, (_, index) => `CODE000${index}`);
  const text = codesAsText({ backupCodes, recoveryCode: '4T9W2XK7M0QZ8BNR' }, '1 March 2026');
  for (const [index, code] of backupCodes.entries())
    expect(text).toContain(`${index + 1}. ${inGroups(code)}`);
  expect(text).toContain('4T9W 2XK7 M0QZ 8BNR');
  expect(text).toContain('1 March 2026');
});
