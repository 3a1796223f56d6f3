import { Controller, Get, Header, Req } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/sessions/principal';
import { DomainError } from '../common/domain-error';
import { AppConfig } from '../config/app-config';
import { Exposition, METRICS_TYPE } from './exposition';

@ApiTags('operators')
@Public()
@SkipThrottle()
@Controller()
export class MetricsController {
  constructor(
    private readonly config: AppConfig,
    private readonly exposition: Exposition,
  ) {}

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  @Header('Content-Type', METRICS_TYPE)
  @ApiProduces('text/plain')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      'For Prometheus: with METRICS_TOKEN as a bearer token, or from the same machine where none is set. Not here where METRICS_PORT names another port.',
  })
  read(@Req() { raw, headers }: FastifyRequest): Promise<string> {
    const access = this.exposition.accessOf({ address: raw.socket.remoteAddress, headers });
    if (access === 'hidden' || this.config.metrics.port !== null) throw new DomainError('not-found');
    if (access === 'denied')
      throw new DomainError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
    return this.exposition.text();
  }
}
