import { Injectable } from '@nestjs/common';
import { Metrics } from '../common/metrics/metrics';
import { AppConfig } from '../config/app-config';
import { Backlog } from './backlog';
import { type Asking, type MetricsAccess, metricsAccess } from './metrics-access';
import { OperatingState } from './operating-state';

/** Text format 0.0.4 of Prometheus. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** What `/metrics` answers, on whichever port it is asked. */
@Injectable()
export class Exposition {
  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly backlog: Backlog,
    private readonly state: OperatingState,
  ) {}

  accessOf(asking: Asking): MetricsAccess {
    return metricsAccess(this.config.metrics.token, asking);
  }

  /** For whoever has access. */
  async text(): Promise<string> {
    await Promise.all([this.backlog.look(), this.state.look()]);
    return this.metrics.expose();
  }
}
