import type { RiskConfig } from '../../config/risk-config';
import { noExposure } from './exposure';
import { decideStepUp, type StepUpFacts } from './step-up-policy';

const rules: RiskConfig = {
  exposure: {
    'payer-24h': { mode: 'enforce', percent: 100 },
    'payer-7d': { mode: 'enforce', percent: 300 },
    'payee-24h': { mode: 'enforce', percent: 100 },
    'payee-7d': { mode: 'enforce', percent: 200 },
  },
  newPayee: { mode: 'enforce' },
};

const adding = (total: bigint) => ({ total, subtotals: new Map([['payee', total]]) });
const letThrough = (day: bigint) => ({ ...noExposure, payer: { day, week: day } });

const quiet: StepUpFacts = {
  firstPayment: false,
  newPayee: false,
  added: adding(100_000n),
  threshold: 100_000n,
  requireForAllPayments: false,
  policyRequires: false,
  exposure: noExposure,
};

describe('decideStepUp', () => {
  it.each<[string, Partial<StepUpFacts>, boolean, string[]]>([
    ['exactly the threshold', {}, false, ['below-threshold']],
    ['one above the threshold', { added: adding(100_001n) }, true, ['above-threshold']],
    ['one below the threshold', { added: adding(99_999n) }, false, ['below-threshold']],
    ['a threshold of zero', { added: adding(1n), threshold: 0n }, true, ['above-threshold']],
    [
      'the largest threshold',
      { added: adding(9007199254740991n), threshold: 9007199254740991n },
      false,
      ['below-threshold'],
    ],
    [
      'amounts that a float cannot tell apart',
      { added: adding(2n ** 60n + 1n), threshold: 2n ** 60n },
      true,
      ['above-threshold'],
    ],
    ['the first payment', { firstPayment: true }, true, ['first-payment']],
    ['a new payee', { newPayee: true }, true, ['new-payee']],
    ['the wish to be asked always', { requireForAllPayments: true }, true, ['always-required']],
    ['the policy of the account type', { policyRequires: true }, true, ['policy']],
    ['a sum that passes its limit', { exposure: letThrough(1n) }, true, ['cumulative-exposure']],
    [
      'everything at once, in the order of the rules',
      {
        firstPayment: true,
        newPayee: true,
        requireForAllPayments: true,
        policyRequires: true,
        added: adding(100_001n),
        exposure: letThrough(1n),
      },
      true,
      ['first-payment', 'always-required', 'above-threshold', 'policy', 'cumulative-exposure', 'new-payee'],
    ],
  ])('for %s', (_, facts, required, reasons) => {
    expect(decideStepUp({ ...quiet, ...facts }, rules)).toMatchObject({ required, reasons, shadow: null });
  });

  it('always gives a reason', () => {
    for (let bits = 0; bits < 64; bits++) {
      const facts: StepUpFacts = {
        ...quiet,
        firstPayment: (bits & 1) !== 0,
        newPayee: (bits & 2) !== 0,
        requireForAllPayments: (bits & 4) !== 0,
        added: adding(bits & 8 ? 100_001n : 100_000n),
        policyRequires: (bits & 16) !== 0,
        exposure: letThrough(bits & 32 ? 1n : 0n),
      };
      const { required, reasons } = decideStepUp(facts, rules);
      expect(reasons.length).toBeGreaterThan(0);
      expect(required).toBe(bits !== 0);
    }
  });

  it('does not enforce what is in shadow, and says what it would have asked for', () => {
    const shadowed: RiskConfig = {
      exposure: { ...rules.exposure, 'payer-24h': { mode: 'shadow', percent: 100 } },
      newPayee: { mode: 'shadow' },
    };
    const facts = { ...quiet, newPayee: true, exposure: letThrough(1n) };
    expect(decideStepUp(facts, shadowed)).toMatchObject({
      required: false,
      reasons: ['below-threshold'],
      exposure: [],
      shadow: { reasons: ['cumulative-exposure', 'new-payee'], exposure: [{ rule: 'payer-24h' }] },
    });
  });
});
