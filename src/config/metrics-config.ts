import type { EnvironmentReader } from './environment-reader';

export interface MetricsConfig {
  /** Opens `/metrics` to whoever brings it; null: only programs on the same machine may look. */
  token: string | null;
  /** A port of its own, for networks in which the other one is public; null: `/metrics` is beside everything else. */
  port: number | null;
  host: string;
}

export function readMetricsConfig(read: EnvironmentReader): MetricsConfig {
  return {
    token: read.optionalText('METRICS_TOKEN', /^\S{16,}$/),
    port: read.integer('METRICS_PORT', { fallback: null, min: 0, max: 65_535 }),
    host: read.text('METRICS_HOST', { fallback: '127.0.0.1' }),
  };
}
