import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/sessions/principal';
import { DomainError } from '../common/domain-error';
import { Metrics } from '../common/metrics/metrics';
import { AppConfig } from '../config/app-config';
import { Backlog } from './backlog';
import { metricsAccess } from './metrics-access';
import { OperatingState } from './operating-state';

@ApiTags('operators')
@Public()
@SkipThrottle()
@Controller()
export class MetricsController {
  constructor(
    private readonly config: AppConfig,
    private readonly metrics: Metrics,
    private readonly backlog: Backlog,
    private readonly state: OperatingState,
  ) {}

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      'For Prometheus: with METRICS_TOKEN as a bearer token, or from the same machine where none is set.',
  })
  async read(@Req() { raw, headers }: FastifyRequest): Promise<string> {
    const access = metricsAccess(this.config.metricsToken, { address: raw.socket.remoteAddress, headers });
    if (access === 'hidden') throw new DomainError('not-found');
    if (access === 'denied')
      throw new DomainError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
    await Promise.all([this.backlog.look(), this.state.look()]);
    return this.metrics.expose();
  }
}
