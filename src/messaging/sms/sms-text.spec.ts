import { type CodeText, codeText, isGsm, segmentsOf, toGsm } from './sms-text';

const code: CodeText = {
  appName: 'ShopFlow',
  host: 'shop.example',
  code: '042137',
  reference: 'K7QX',
  minutes: 10,
};
const payment = { amount: '$1,250.00', plainAmount: 'USD 1,250.00', payee: 'Grace Hopper' };

it('says what a payment code approves, and ends with the origin-bound line', () => {
  expect(codeText({ ...code, payment })).toBe(
    'ShopFlow: 042137 to approve $1,250.00 to Grace Hopper. Ref K7QX, 10 min. Do not share this code.\n\n@shop.example #042137',
  );
});

it('fits into one message', () => {
  const payee = 'Wolfgang Amadeus Theophilus Mozart';
  expect(codeText({ ...code, payment: { ...payment, payee } }).length).toBeLessThanOrEqual(160);
  expect(codeText({ ...code, action: 'add this phone as a second factor' }).length).toBeLessThanOrEqual(160);
});

it.each([
  ['€1,250.00', 'EUR 1,250.00', '€1,250.00'],
  ['₹1,250.00', 'INR\u00a01,250.00', 'INR 1,250.00'],
  ['CHF\u00a01,250.00', 'CHF\u00a01,250.00', 'CHF 1,250.00'],
])('spells %s within the alphabet', (amount, plainAmount, spelled) => {
  expect(codeText({ ...code, payment: { ...payment, amount, plainAmount } })).toContain(
    `approve ${spelled} to`,
  );
});

it.each([
  ['Zoë Ångström', 'Zoe Ångström'],
  ['José Núñez', 'José Nuñez'],
  ['O’Neill – “Bob”', 'O\'Neill - "Bob"'],
  ['Łódź', '?odz'],
  ['a\u202eb\nc\td', 'a b c d'],
  ['👍 ok', '? ok'],
])('writes %s as %s', (name, written) => {
  expect(toGsm(name)).toBe(written);
});

it.each(['王小明', 'Мария', 'x\n\n@evil.example #999999', '\u0000', '🙂'.repeat(50)])(
  'stays in the alphabet and keeps its last line for a payee called %j',
  (payee) => {
    const text = codeText({ ...code, payment: { ...payment, payee } });
    expect(isGsm(text)).toBe(true);
    expect(text.split('\n')).toHaveLength(3);
    expect(text.split('\n').at(-1)).toBe('@shop.example #042137');
  },
);

it('does not write a name of which little would be left', () => {
  expect(codeText({ ...code, payment: { ...payment, payee: '王小明' } })).toContain(
    'to the payee on your screen.',
  );
});

it.each([
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  [`${'a'.repeat(158)}€`, 1],
  [`${'a'.repeat(159)}€`, 2],
  ['a'.repeat(307), 3],
  ['я'.repeat(70), 1],
  ['я'.repeat(71), 2],
])('knows that %j is paid as so many messages', (text, segments) => {
  expect(segmentsOf(text)).toBe(segments);
});
