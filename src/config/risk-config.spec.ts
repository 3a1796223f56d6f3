import { EnvironmentReader } from './environment-reader';
import { readRiskConfig } from './risk-config';

function read(rules?: string) {
  const reader = new EnvironmentReader({ RISK_RULES: rules });
  const config = readRiskConfig(reader);
  reader.throwIfFaulty();
  return config;
}

it('enforces every rule unless it is told otherwise', () => {
  const { exposure, newPayee, signals, score, hold } = read();
  expect(exposure).toEqual({
    'payer-24h': { mode: 'enforce', percent: 100 },
    'payer-7d': { mode: 'enforce', percent: 300 },
    'payee-24h': { mode: 'enforce', percent: 100 },
    'payee-7d': { mode: 'enforce', percent: 200 },
  });
  expect(newPayee).toEqual({ mode: 'enforce' });
  expect(signals.velocity).toEqual({ mode: 'enforce', weight: 50, limit: 10 });
  expect(signals['new-network']).toEqual({ mode: 'enforce', weight: 25, limit: 0 });
  expect(signals['recent-recovery']).toEqual({ mode: 'enforce', weight: 50, limit: 24 });
  expect(Object.values(signals).every(({ mode }) => mode === 'enforce')).toBe(true);
  expect(score).toBe(50);
  expect(hold).toEqual({ mode: 'enforce', score: 150, hours: 24 });
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
  const { signals } = read('velocity=shadow:20,odd-hour=enforce:30:5');
  expect(signals).toEqual({
    ...read().signals,
    velocity: { mode: 'shadow', weight: 20, limit: 10 },
    'odd-hour': { mode: 'enforce', weight: 30, limit: 5 },
  });
  expect(read('hold=shadow:100').hold).toEqual({ mode: 'shadow', score: 100, hours: 24 });
});

it.each([
  ['payer-24h', /RISK_RULES needs for payer-24h: enforce, shadow, off, then : and percent/],
  ['payer-24h=maybe', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:99', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:1e3', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:', /RISK_RULES needs for payer-24h/],
  ['payer-24h=enforce:100:100', /RISK_RULES needs for payer-24h/],
  ['new-payee=enforce:1', /RISK_RULES needs for new-payee: enforce, shadow, off$/m],
  [
    'velocity=enforce:50:50',
    /needs for velocity: .* a weight from 0 to 1000 and approvals an hour from 1 to 49/,
  ],
  ['new-device=enforce:50:1', /RISK_RULES needs for new-device/],
  ['new-payee=off,new-payee=enforce', /RISK_RULES names new-payee twice/],
  ['above-threshold=off', /RISK_RULES may name only payer-24h/],
  ['hold=enforce:0', /needs for hold: .* a score from 1 to 10000 and hours from 1 to 720/],
  ['toString=off', /RISK_RULES may name only payer-24h/],
])('refuses %s', (rules, message) => {
  expect(() => read(rules)).toThrow(message);
});
