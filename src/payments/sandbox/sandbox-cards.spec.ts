import { behaviourOf, sandboxCards } from './sandbox-cards';

it.each([
  ['pm_sandbox_visa', 'works'],
  ['pm_card_visa', 'works'],
  ['pm_sandbox_authorization_declined', 'authorization-declined'],
  ['pm_sandbox_insufficient_funds', 'insufficient-funds'],
  ['pm_sandbox_expires_soon', 'expires-soon'],
  ['pm_sandbox_capture_declined', 'capture-declined'],
  ['pm_sandbox_capture_hangs', 'capture-hangs'],
  ['pm_sandbox_capture_answer_dropped', 'capture-answer-dropped'],
  ['toString', 'works'],
  ['constructor', 'works'],
  ['__proto__', 'works'],
  ['', 'works'],
])('%s: %s', (paymentMethod, behaviour) => {
  expect(behaviourOf(paymentMethod)).toBe(behaviour);
});

it('offers cards that can be told apart by what is printed on them', () => {
  const printed = sandboxCards.map(({ brand, last4 }) => `${brand} ${last4}`);
  expect(new Set(printed).size).toBe(printed.length);
  expect(sandboxCards.every(({ last4 }) => /^\d{4}$/.test(last4))).toBe(true);
});
