import { type OriginHeaders, originOf } from './same-origin';

const appUrl = new URL('https://shop.example');

describe('originOf', () => {
  test.each<[string, OriginHeaders, string]>([
    ['no header at all', {}, 'unknown'],
    ['only a host', { host: 'shop.example' }, 'unknown'],
    ['our public address', { origin: 'https://shop.example' }, 'same-origin'],
    ['the host that was asked', { origin: 'http://localhost:3000', host: 'localhost:3000' }, 'same-origin'],
    ['the browser vouches', { 'sec-fetch-site': 'same-origin' }, 'same-origin'],
    ['both agree', { origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' }, 'same-origin'],
    ['another site', { origin: 'https://evil.example', host: 'shop.example' }, 'elsewhere'],
    ['another port', { origin: 'https://shop.example:8443', host: 'shop.example' }, 'elsewhere'],
    ['a sandboxed frame', { origin: 'null', host: 'shop.example' }, 'elsewhere'],
    ['a sibling domain', { 'sec-fetch-site': 'same-site' }, 'elsewhere'],
    ['a cross-site form', { 'sec-fetch-site': 'cross-site', origin: 'https://shop.example' }, 'elsewhere'],
    ['a typed address', { 'sec-fetch-site': 'none' }, 'elsewhere'],
    [
      'contradicting headers',
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      'elsewhere',
    ],
    ['a repeated header', { 'sec-fetch-site': ['same-origin', 'cross-site'] }, 'elsewhere'],
  ])('%s', (_, headers, expected) => {
    expect(originOf(headers, appUrl)).toBe(expected);
  });
});
