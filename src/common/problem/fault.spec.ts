import { isOutage } from './fault';

const withCode = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

it.each([
  withCode('08006'),
  withCode('53300'),
  withCode('57P01'),
  withCode('57014'),
  withCode('ECONNREFUSED'),
  new Error('timeout exceeded when trying to connect'),
  new Error('Connection terminated unexpectedly'),
  new Error('wrapped', { cause: withCode('57P03') }),
  Object.assign(new Error('wrapped'), { driverError: withCode('08006') }),
])('an outage: %s', (error) => {
  expect(isOutage(error)).toBe(true);
});

it.each([withCode('23505'), withCode('22P02'), withCode('42501'), new Error('08006'), 'ECONNREFUSED', null])(
  'a fault of ours: %s',
  (error) => {
    expect(isOutage(error)).toBe(false);
  },
);
