import type { EnvironmentReader } from './environment-reader';

/** How long the owner of an account can stop an approved recovery. */
export interface RecoveryConfig {
  /** Minutes, by account type. */
  minutes: Record<'client' | 'payee' | 'admin' | 'auditor', number>;
  /** Minutes for whoever had the saved recovery code, if that is less. */
  minutesWithCode: number;
}

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 10_080;

export function readRecoveryConfig(read: EnvironmentReader): RecoveryConfig {
  const minutes = (name: string, fallback: number) =>
    read.integer(name, { fallback, min: 1, max: WEEK_MINUTES });
  return {
    minutes: {
      client: minutes('RECOVERY_COOLING_OFF_CLIENT', DAY_MINUTES),
      payee: minutes('RECOVERY_COOLING_OFF_PAYEE', DAY_MINUTES),
      admin: minutes('RECOVERY_COOLING_OFF_ADMIN', DAY_MINUTES),
      auditor: minutes('RECOVERY_COOLING_OFF_AUDITOR', DAY_MINUTES),
    },
    minutesWithCode: minutes('RECOVERY_COOLING_OFF_WITH_CODE', 120),
  };
}
