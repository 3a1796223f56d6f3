import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Clock } from '../common/clock';
import { Database } from '../common/database/database';
import { Metrics } from '../common/metrics/metrics';

interface Queue extends Record<string, unknown> {
  queue: string;
  waiting: number;
  oldest: number;
}

/** Bounded, so that a backlog does not make looking at it slow. */
const findBacklog = {
  name: 'find-backlog',
  text: `
    SELECT 'messages' AS queue, count(*)::int AS waiting, coalesce(extract(epoch FROM $1 - min(due_at)), 0)::float AS oldest
    FROM (SELECT due_at FROM messages WHERE status IN ('queued', 'sending') AND due_at <= $1 ORDER BY due_at LIMIT 10000) m
    UNION ALL
    SELECT 'payments', count(*)::int, coalesce(extract(epoch FROM $1 - min(created_at)), 0)::float
    FROM (SELECT created_at FROM payments WHERE status IN ('pending', 'processing', 'unknown') ORDER BY id LIMIT 10000) p`,
};

/** What waits in the database, and for a connection to it; looked at when somebody asks. */
@Injectable()
export class Backlog {
  private readonly logger = new Logger(Backlog.name);
  private readonly waiting: Gauge;
  private readonly oldest: Gauge;
  private readonly connections: Gauge;

  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const registers = [metrics.registry];
    this.waiting = new Gauge({
      name: 'shopflow_queue_length',
      help: 'Messages that are due, and payments without an outcome; of all processes.',
      labelNames: ['queue'],
      registers,
    });
    this.oldest = new Gauge({
      name: 'shopflow_queue_age_seconds',
      help: 'How long the first of them has waited.',
      labelNames: ['queue'],
      registers,
    });
    this.connections = new Gauge({
      name: 'shopflow_database_connections',
      help: 'Connections of this process by state, and requests that wait for one.',
      labelNames: ['state'],
      registers,
    });
  }

  /** Without a database the figures of the process are still worth something: the queues are left out then. */
  async look(): Promise<void> {
    for (const [state, count] of Object.entries(this.database.connections))
      this.connections.set({ state }, count);
    try {
      for (const { queue, waiting, oldest } of await this.database.rows<Queue>(findBacklog, [
        this.clock.now(),
      ])) {
        this.waiting.set({ queue }, waiting);
        this.oldest.set({ queue }, Math.max(0, oldest));
      }
    } catch (error) {
      this.waiting.reset();
      this.oldest.reset();
      this.logger.warn(`The queues cannot be looked at: ${(error as Error).message}`);
    }
  }
}
