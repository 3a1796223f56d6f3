import { behaviourOf } from './sandbox-behaviour';

it.each([
  ['pm_sandbox_visa', 'works'],
  ['pm_card_visa', 'works'],
  ['pm_sandbox_authorization_declined', 'authorization-declined'],
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
