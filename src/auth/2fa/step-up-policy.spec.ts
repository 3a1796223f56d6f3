import { decideStepUp, type StepUpFacts } from './step-up-policy';

const quiet: StepUpFacts = {
  firstPayment: false,
  newPayee: false,
  total: 100_000n,
  threshold: 100_000n,
  requireForAllPayments: false,
};

describe('decideStepUp', () => {
  it.each<[string, Partial<StepUpFacts>, boolean, string[]]>([
    ['exactly the threshold', {}, false, ['below-threshold']],
    ['one above the threshold', { total: 100_001n }, true, ['above-threshold']],
    ['one below the threshold', { total: 99_999n }, false, ['below-threshold']],
    ['a threshold of zero', { total: 1n, threshold: 0n }, true, ['above-threshold']],
    [
      'the largest threshold',
      { total: 9007199254740991n, threshold: 9007199254740991n },
      false,
      ['below-threshold'],
    ],
    [
      'amounts that a float cannot tell apart',
      { total: 2n ** 60n + 1n, threshold: 2n ** 60n },
      true,
      ['above-threshold'],
    ],
    ['the first payment', { firstPayment: true, total: 1n }, true, ['first-payment']],
    ['a new payee', { newPayee: true, total: 1n }, true, ['new-payee']],
    ['the wish to be asked always', { requireForAllPayments: true, total: 1n }, true, ['always-required']],
    [
      'everything at once',
      { firstPayment: true, newPayee: true, requireForAllPayments: true, total: 2n, threshold: 1n },
      true,
      ['first-payment', 'always-required', 'above-threshold', 'new-payee'],
    ],
  ])('for %s', (_, facts, required, reasons) => {
    expect(decideStepUp({ ...quiet, ...facts })).toEqual({ required, reasons });
  });

  it('always gives a reason', () => {
    for (let bits = 0; bits < 16; bits++) {
      const facts = {
        firstPayment: (bits & 1) !== 0,
        newPayee: (bits & 2) !== 0,
        requireForAllPayments: (bits & 4) !== 0,
        total: bits & 8 ? 2n : 1n,
        threshold: 1n,
      };
      const { required, reasons } = decideStepUp(facts);
      expect(reasons.length).toBeGreaterThan(0);
      expect(required).toBe(bits !== 0);
    }
  });
});
