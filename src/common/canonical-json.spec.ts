import { canonicalJson } from './canonical-json';

it.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ b: { d: [{ z: 1, y: 2 }], c: null } }, '{"b":{"c":null,"d":[{"y":2,"z":1}]}}'],
  [[2, 1], '[2,1]'],
  [undefined, 'null'],
  [null, 'null'],
  ['text', '"text"'],
])('writes %j as %s', (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
