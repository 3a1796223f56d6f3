import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppConfig } from '../../src/config/app-config';
import { ConfigurationError } from '../../src/config/environment-reader';
import { testEnvironment } from '../support/app';

const example = readFileSync(join(__dirname, '..', '..', '.env.example'), 'utf8');

function keysRead(): string[] {
  const keys = new Set<string>();
  const environment = new Proxy({ ...testEnvironment('postgres://a/b', 'smtp://a') } as NodeJS.ProcessEnv, {
    get: (target, key) => {
      keys.add(String(key));
      return target[String(key)];
    },
  });
  AppConfig.fromEnvironment(environment);
  return [...keys].sort();
}

it('.env.example names the settings that are read, and no others', () => {
  const shown = [...example.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map(([, key]) => key);
  expect(shown.sort()).toEqual(keysRead());
});

it('.env.example shows the defaults', () => {
  const defaults = Object.fromEntries(
    [...example.matchAll(/^# ([A-Z][A-Z_]+)=(.*)$/gm)].map(([, key, value]) => [key, value]),
  );
  const { REQUESTS_PER_MINUTE: _, ...required } = testEnvironment('postgres://a/b', 'smtp://a');
  expect(AppConfig.fromEnvironment({ ...required, ...defaults })).toEqual(
    AppConfig.fromEnvironment(required),
  );
});

it('names all faults at once and no values', () => {
  const faulty = () =>
    AppConfig.fromEnvironment({
      PORT: 'hidden-value',
      LOG_LEVEL: 'hidden-value',
      ENCRYPTION_KEYS: 'k:hidden-value',
    });
  expect(faulty).toThrow(ConfigurationError);
  expect(faulty).toThrow(
    /DATABASE_URL[\s\S]*PORT[\s\S]*APP_URL[\s\S]*ENCRYPTION_KEYS[\s\S]*CODE_PEPPER[\s\S]*SMTP_URL[\s\S]*LOG_LEVEL/,
  );
  expect(faulty).not.toThrow(/hidden-value/);
});
