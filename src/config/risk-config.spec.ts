import { EnvironmentReader } from './environment-reader';
import { readRiskConfig } from './risk-config';

function read(rules?: string) {
  const reader = new EnvironmentReader({ RISK_RULES: rules });
  const config = readRiskConfig(reader);
  reader.throwIfFaulty();
  return config;
}

it('enforces every rule unless it is told otherwise', () => {
  expect(read()).toEqual({
    exposure: {
      'payer-24h': { mode: 'enforce', percent: 100 },
      'payer-7d': { mode: 'enforce', percent: 300 },
      'payee-24h': { mode: 'enforce', percent: 100 },
      'payee-7d': { mode: 'enforce', percent: 200 },
    },
    newPayee: { mode: 'enforce' },
  });
  expect(read('')).toEqual(read());
});

it('changes what is named and leaves the rest, numbers included', () => {
  const { exposure, newPayee } = read(' payer-24h=shadow , payee-7d=enforce:150, new-payee=off');
  expect(exposure).toEqual({
    ...read().exposure,
    'payer-24h': { mode: 'shadow', percent: 100 },
    'payee-7d': { mode: 'enforce', percent: 150 },
  });
  expect(newPayee).toEqual({ mode: 'off' });
});

it.each([
  ['payer-24h', /RISK_RULES needs for payer-24h: enforce, shadow, off, then : and percent/],
  ['payer-24h=maybe', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:99', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:1e3', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:100:100', /RISK_RULES needs for payer-24h/],
  ['new-payee=enforce:1', /RISK_RULES needs for new-payee: enforce, shadow, off$/m],
  ['new-payee=off,new-payee=enforce', /RISK_RULES names new-payee twice/],
  ['above-threshold=off', /RISK_RULES may name only payer-24h/],
  ['toString=off', /RISK_RULES may name only payer-24h/],
])('refuses %s', (rules, message) => {
  expect(() => read(rules)).toThrow(message);
});
