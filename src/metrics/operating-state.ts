import { Injectable, Logger } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Clock, SECOND } from '../common/clock';
import { Database } from '../common/database/database';
import { Metrics } from '../common/metrics/metrics';

type State = Record<(typeof columns)[number], number | null> & { databaseTime: Date };

const columns = [
  'unknown',
  'stuck',
  'held',
  'holds',
  'lockouts',
  'sealingLag',
  'findings',
  'verifiedAge',
  'statisticsAge',
] as const;

const ageOf = (time: string) => `greatest(0, extract(epoch FROM $1 - ${time}))::float8`;
const countUpTo10000 = (rows: string) =>
  `(SELECT count(*)::float8 FROM (SELECT ${rows} LIMIT 10000) AS counted)`;

/** From small or partial indexes, and bounded: looking must not get slow when much is wrong. */
const findState = {
  name: 'find-operating-state',
  text: `
    SELECT clock_timestamp() AS "databaseTime",
      ${countUpTo10000(`FROM payments WHERE status = 'unknown' AND stuck_since IS NULL`)} AS unknown,
      ${countUpTo10000(`FROM payments WHERE status = 'unknown' AND stuck_since IS NOT NULL`)} AS stuck,
      ${countUpTo10000(`FROM payments WHERE status = 'held'`)} AS held,
      ${countUpTo10000('FROM holds WHERE lifted_at IS NULL AND ended_at IS NULL AND (ends_at IS NULL OR ends_at > $1)')} AS holds,
      ${countUpTo10000('FROM verification_budgets WHERE payment_locked_until > $1')} AS lockouts,
      (SELECT coalesce(max(${ageOf('w.at')}), 0) FROM (
        SELECT e.at FROM audit_events e
        WHERE e.xid >= coalesce((SELECT sealed_below FROM audit_checkpoints ORDER BY size DESC LIMIT 1), 0)
          AND NOT EXISTS (SELECT FROM audit_leaves WHERE event_id = e.id)
        ORDER BY e.xid LIMIT 10000
      ) AS w) AS "sealingLag",
      (SELECT count(*)::float8 FROM audit_findings) AS findings,
      (SELECT ${ageOf('coalesce(passed_at, pass_started_at)')} FROM audit_verification) AS "verifiedAge",
      (SELECT ${ageOf('rolled_until')} FROM analytics_progress) AS "statisticsAge"`,
};

/** What an operator has to know of the whole system besides its queues, looked at when somebody asks. */
@Injectable()
export class OperatingState {
  private readonly logger = new Logger(OperatingState.name);
  private readonly gauges: Record<(typeof columns)[number], (value: number) => void>;
  private readonly all: Gauge[] = [];
  private readonly clockOffset: Gauge;

  constructor(
    metrics: Metrics,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    const gauge = (name: string, help: string, labelNames: string[] = []) => {
      const made = new Gauge({ name, help, labelNames, registers: [metrics.registry] });
      this.all.push(made);
      return made;
    };
    const payments = gauge(
      'shopflow_payments',
      'Payments by state that somebody may have to look at; up to 10,000.',
      ['state'],
    );
    const holds = gauge('shopflow_holds_live', 'Holds on payments that are neither lifted nor over.');
    const lockouts = gauge('shopflow_lockouts_live', 'People whose payment approval is locked.');
    const lag = gauge(
      'shopflow_audit_sealing_lag_seconds',
      'How long the oldest audit event has waited for its place in the log.',
    );
    const findings = gauge('shopflow_audit_findings', 'Faults that were ever found in the audit log.');
    const verified = gauge(
      'shopflow_audit_verified_age_seconds',
      'Since the audit log was last verified as a whole.',
    );
    const statistics = gauge(
      'shopflow_statistics_age_seconds',
      'Since when statistics have not been counted.',
    );
    this.clockOffset = gauge(
      'shopflow_clock_offset_seconds',
      "This host's clock before (+) or behind (-) the database's.",
    );
    this.gauges = {
      unknown: (value) => payments.set({ state: 'unknown' }, value),
      stuck: (value) => payments.set({ state: 'stuck' }, value),
      held: (value) => payments.set({ state: 'held' }, value),
      holds: (value) => holds.set(value),
      lockouts: (value) => lockouts.set(value),
      sealingLag: (value) => lag.set(value),
      findings: (value) => findings.set(value),
      verifiedAge: (value) => verified.set(value),
      statisticsAge: (value) => statistics.set(value),
    };
  }

  /** Without a database these are left out: no figure is better than an old one. */
  async look(): Promise<void> {
    for (const gauge of this.all) {
      gauge.reset();
      // Without labels, a reset gauge would say 0.
      gauge.remove({});
    }
    try {
      const asked = localTime();
      const state = await this.database.row<State & Record<string, unknown>>(findState, [this.clock.now()]);
      if (!state) return;
      this.clockOffset.set(((asked + localTime()) / 2 - state.databaseTime.getTime()) / SECOND);
      for (const column of columns) {
        const value = state[column];
        if (value !== null) this.gauges[column](value);
      }
    } catch (error) {
      this.logger.warn(`The state cannot be looked at: ${(error as Error).message}`);
    }
  }
}

function localTime(): number {
  return performance.timeOrigin + performance.now();
}
