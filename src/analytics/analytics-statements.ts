import { methods } from '../auth/2fa/method';

/*
 * Statistics are read from the rollups and from nothing else. Hours from `$1` up to, but without, `$2`, added up by buckets of
 * the size `$3`.
 */

const added = (table: string, name: string, keys: readonly string[], counts: readonly string[]) => ({
  name: `read-${name}`,
  text: `
    SELECT date_trunc($3, hour, 'UTC') AS bucket, ${keys.map((key) => `${key} AS "${camel(key)}"`).join(', ')},
      ${counts.map((count) => `sum(${count})::float8 AS "${camel(count)}"`).join(', ')}
    FROM ${table} WHERE hour >= $1 AND hour < $2 GROUP BY bucket, ${keys.join(', ')}`,
});

export const readChallenges = added(
  'analytics_challenges',
  'challenge-counts',
  ['purpose', 'method', 'amount_class'],
  ['opened', 'succeeded', 'failed', 'abandoned', 'still_open', 'wrong_proofs'],
);

export const readCompletions = added(
  'analytics_completions',
  'completion-counts',
  ['purpose', 'method', 'step'],
  ['completions'],
);

export const readDeliveries = added(
  'analytics_deliveries',
  'delivery-counts',
  ['channel', 'provider', 'purpose', 'country'],
  [
    ...['messages', 'accepted', 'delivered', 'undelivered', 'failed', 'expired', 'waiting'],
    ...['codes', 'resends', 'method_fallbacks', 'provider_fallbacks', 'segments'],
  ],
);

export const readPrompts = added(
  'analytics_prompts',
  'prompt-counts',
  ['kind', 'name', 'amount_class'],
  ['approvals', 'prompted', 'answered', 'disputed'],
);

/** The last day of each bucket. Days are those of UTC. */
export const readAdoption = {
  name: 'read-adoption',
  text: `
    SELECT DISTINCT ON (account_type, bucket) date_trunc($3, day::timestamp AT TIME ZONE 'UTC', 'UTC') AS bucket, day::text AS day,
      account_type AS "accountType", accounts, protected, ${methods.join(', ')}
    FROM analytics_adoption
    WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= (($2::timestamptz - interval '1 second') AT TIME ZONE 'UTC')::date
    ORDER BY account_type, bucket, analytics_adoption.day DESC`,
};

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
