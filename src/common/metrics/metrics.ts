import { Injectable } from '@nestjs/common';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** What is counted about an event of the audit log; nothing that names a person or a thing. */
export interface CountedEvent {
  type: string;
  outcome: string;
  details: Record<string, unknown>;
}

/** Seconds; money is moved within one of them, a provider may take a few. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const releases: Partial<Record<string, string>> = {
  'payment.released': 'released',
  'payment.failed': 'failed',
  'payment.unknown': 'unknown',
};

/**
 * What this process has done since it started, for Prometheus. Every label has few values that are known beforehand: no
 * identifiers, addresses or texts of people.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private areDefaultsCollected = false;

  private readonly requests = new Histogram({
    name: 'shopflow_http_request_duration_seconds',
    help: 'Requests by pattern of the route, method and status.',
    labelNames: ['route', 'method', 'status'],
    buckets: DURATIONS,
    registers: [this.registry],
  });
  private readonly events = new Counter({
    name: 'shopflow_audit_events_total',
    help: 'Committed events of the audit log.',
    labelNames: ['type', 'outcome'],
    registers: [this.registry],
  });
  private readonly verifications = new Counter({
    name: 'shopflow_verifications_total',
    help: 'Codes and passkeys that were tried, by purpose, method (none unless accepted) and outcome.',
    labelNames: ['purpose', 'method', 'outcome'],
    registers: [this.registry],
  });
  private readonly releases = new Counter({
    name: 'shopflow_releases_total',
    help: 'What the gateway said about payments.',
    labelNames: ['outcome'],
    registers: [this.registry],
  });
  private readonly messages = new Counter({
    name: 'shopflow_messages_total',
    help: 'Tries to deliver a message, by channel, provider and outcome.',
    labelNames: ['channel', 'provider', 'outcome'],
    registers: [this.registry],
  });

  /** @param route its pattern, e.g. `/api/payments/:id`; null where there is none */
  countRequest(route: string | null, method: string, status: number, milliseconds: number): void {
    this.requests.observe(
      { route: route?.replace('/api/v1/', '/api/') ?? 'none', method, status: String(status) },
      milliseconds / 1_000,
    );
  }

  countEvents(events: readonly CountedEvent[]): void {
    for (const { type, outcome, details } of events) {
      this.events.inc({ type, outcome });
      const release = releases[type];
      if (release) this.releases.inc({ outcome: release });
      if (type === 'challenge.verified') this.countVerification(details);
    }
  }

  countMessage(channel: string, provider: string | null, outcome: 'sent' | 'failed' | 'retried'): void {
    this.messages.inc({ channel, provider: provider ?? 'none', outcome });
  }

  /** In the text format of Prometheus. */
  async expose(): Promise<string> {
    // Watching the event loop and the garbage collector is for those who are looked at.
    if (!this.areDefaultsCollected) collectDefaultMetrics({ register: this.registry });
    this.areDefaultsCollected = true;
    return this.registry.metrics();
  }

  private countVerification({ purpose, method, reason }: Record<string, unknown>): void {
    this.verifications.inc({
      purpose: String(purpose),
      method: typeof method === 'string' ? method : 'none',
      outcome: typeof reason === 'string' ? reason : 'accepted',
    });
  }
}
