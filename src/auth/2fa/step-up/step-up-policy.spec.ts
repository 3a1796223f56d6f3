import { EnvironmentReader } from '../../../config/environment-reader';
import { type RiskConfig, readRiskConfig } from '../../../config/risk-config';
import { noExposure } from '../risk/exposure';
import type { ActivityFacts } from '../risk/unusual-activity';
import { decideStepUp, type StepUpFacts, tellingSignals } from './step-up-policy';

const under = (rules: string, score = '50') =>
  readRiskConfig(new EnvironmentReader({ RISK_RULES: rules, RISK_SCORE: score }));
const rules: RiskConfig = under('');

const now = new Date('2026-03-18T12:00:00Z');
const home = { device: 'Firefox on Windows', network: '203.0.113.0/24' };
const usual: ActivityFacts = {
  now,
  timeZone: 'UTC',
  firstPayment: false,
  total: 100_000n,
  currency: 'USD',
  place: home,
  past: [],
  proven: [home],
  changes: { factor: null, password: null, email: null, recovery: null },
};
const onNewDevice = { ...usual, place: { ...home, device: 'curl' } };
const onNewNetwork = { ...usual, place: { ...home, network: '198.51.100.0/24' } };
const afterNewPassword = { ...usual, changes: { ...usual.changes, password: now } };

const adding = (total: bigint) => ({ total, subtotals: new Map([['payee', total]]) });
const letThrough = (day: bigint) => ({ ...noExposure, payer: { day, week: day } });

const quiet: StepUpFacts = {
  newPayee: false,
  added: adding(100_000n),
  threshold: 100_000n,
  requireForAllPayments: false,
  policyRequires: false,
  exposure: noExposure,
  activity: usual,
  trustedDevice: false,
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
    ['the first payment', { activity: { ...usual, firstPayment: true } }, true, ['first-payment']],
    ['a new payee', { newPayee: true }, true, ['new-payee']],
    ['the wish to be asked always', { requireForAllPayments: true }, true, ['always-required']],
    ['the policy of the account type', { policyRequires: true }, true, ['policy']],
    ['a new device', { activity: onNewDevice }, true, ['unusual-activity']],
    ['a new network, which alone is too little', { activity: onNewNetwork }, false, ['below-threshold']],
    ['a trusted device that is not needed', { trustedDevice: true }, false, ['below-threshold']],
    [
      'a new device that is trusted',
      { activity: onNewDevice, trustedDevice: true },
      false,
      ['trusted-device'],
    ],
    [
      'a trusted device after a new password',
      { activity: afterNewPassword, trustedDevice: true },
      true,
      ['unusual-activity'],
    ],
    ['a trusted device with a new payee', { newPayee: true, trustedDevice: true }, true, ['new-payee']],
    ['a sum that passes its limit', { exposure: letThrough(1n) }, true, ['cumulative-exposure']],
    [
      'everything at once, in the order of the rules',
      {
        newPayee: true,
        requireForAllPayments: true,
        policyRequires: true,
        added: adding(100_001n),
        exposure: letThrough(1n),
        activity: { ...afterNewPassword, firstPayment: true },
      },
      true,
      [
        'first-payment',
        'always-required',
        'above-threshold',
        'policy',
        'cumulative-exposure',
        'new-payee',
        'unusual-activity',
      ],
    ],
  ])('for %s', (_, facts, required, reasons) => {
    expect(decideStepUp({ ...quiet, ...facts }, rules)).toMatchObject({ required, reasons, shadow: null });
  });

  it('always gives a reason', () => {
    for (let bits = 0; bits < 128; bits++) {
      const facts: StepUpFacts = {
        ...quiet,
        newPayee: (bits & 2) !== 0,
        requireForAllPayments: (bits & 4) !== 0,
        added: adding(bits & 8 ? 100_001n : 100_000n),
        policyRequires: (bits & 16) !== 0,
        exposure: letThrough(bits & 32 ? 1n : 0n),
        activity: { ...(bits & 64 ? afterNewPassword : usual), firstPayment: (bits & 1) !== 0 },
      };
      const { required, reasons } = decideStepUp(facts, rules);
      expect(reasons.length).toBeGreaterThan(0);
      expect(required).toBe(bits !== 0);
    }
  });

  it.each<[string, string, number, string[]]>([
    ['49', 'new-device=enforce:24,new-network=enforce:25', 49, []],
    ['50', 'new-device=enforce:25,new-network=enforce:25', 50, ['unusual-activity']],
    ['50, half of it in shadow', 'new-device=shadow:25,new-network=enforce:25', 25, []],
    ['50 with one rule off', 'new-device=off:25,new-network=enforce:25', 25, []],
  ])('weighs signals: %s of 50', (_, changes, score, reasons) => {
    const activity = { ...usual, place: { device: 'curl', network: '198.51.100.0/24' } };
    const decision = decideStepUp({ ...quiet, activity }, under(changes));
    expect(decision.score).toBe(score);
    expect(decision.required ? decision.reasons : []).toEqual(reasons);
  });

  it('names what was unusual only where that decided, and not what a trusted device answers', () => {
    const place = { device: 'curl', network: '198.51.100.0/24' };
    const activity = { ...afterNewPassword, place };
    const tell = (facts: Partial<StepUpFacts>) =>
      tellingSignals(decideStepUp({ ...quiet, activity, ...facts }, rules));
    expect(tell({})).toEqual(['new-device', 'new-network', 'recent-password-change']);
    expect(tell({ trustedDevice: true })).toEqual(['recent-password-change']);
    expect(tell({ activity: onNewNetwork, newPayee: true })).toEqual([]);
  });

  it('does not enforce what is in shadow, and says what it would have asked for', () => {
    const shadowed = under('payer-24h=shadow,new-payee=shadow,new-device=shadow');
    const facts = { ...quiet, newPayee: true, exposure: letThrough(1n), activity: onNewDevice };
    expect(decideStepUp(facts, shadowed)).toMatchObject({
      required: false,
      reasons: ['below-threshold'],
      exposure: [],
      signals: [],
      score: 0,
      shadow: {
        reasons: ['cumulative-exposure', 'new-payee', 'unusual-activity'],
        exposure: [{ rule: 'payer-24h' }],
        signals: [{ signal: 'new-device', quieted: false }],
        score: 50,
      },
    });
  });

  it('keeps apart in shadow what a trusted device would have answered', () => {
    const facts = { ...quiet, activity: onNewDevice, trustedDevice: true };
    expect(decideStepUp(facts, under('new-device=shadow'))).toMatchObject({
      reasons: ['below-threshold'],
      shadow: { reasons: [], signals: [{ signal: 'new-device', quieted: true }], score: 0 },
    });
  });
});
