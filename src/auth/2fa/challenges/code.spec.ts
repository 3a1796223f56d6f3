import { normalizeCode } from './code';

describe('normalizeCode', () => {
  it.each([
    ['123456', '123456'],
    ['000000', '000000'],
    ['012345', '012345'],
    ['123 456', '123456'],
    ['  123456\t', '123456'],
    ['1 2 3 4 5 6', '123456'],
    ['123-456', '123456'],
    ['123\u00a0456', '123456'],
    ['123\u2009456', '123456'],
    ['123\u200b456', '123456'],
    ['123\u3000456', '123456'],
    ['\uff11\uff12\uff13\uff14\uff15\uff16', '123456'],
    ['\uff11\uff12\uff13 \uff14\uff15\uff16', '123456'],
  ])('reads %p as one spelling of the code', (typed, code) => {
    expect(normalizeCode(typed)).toBe(code);
  });

  it.each([
    '',
    ' ',
    '12345',
    '1234567',
    '12345a',
    'abcdef',
    '1e5000',
    '+12345',
    '123.456',
    '0x1234',
    '\u0661\u0662\u0663\u0664\u0665\u0666',
    '\u096a\u096b\u096c\u096d\u096e\u096f',
    '12345\u0000',
    "' OR 1=1",
    '123456,654321',
    '123456\u0301',
  ])('knows that %p cannot be a code', (typed) => {
    expect(normalizeCode(typed)).toBeNull();
  });
});
