import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import { Public } from '../auth/sessions/principal';
import type { MessagingHealth } from '../messaging/messaging-health';
import { MessagingHealthView } from './messages-health.dto';
import { Readiness } from './readiness';

class HealthView {
  @ApiProperty({ enum: ['ok'] }) status: 'ok';
}

class ReadinessView extends HealthView {
  @ApiProperty({ type: MessagingHealthView }) details: MessagingHealth;
}

/** For load balancers and orchestrators: yes or 503. Why not is for the log; how messaging is doing may be known. */
@ApiTags('operators')
@Public()
@SkipThrottle()
@Controller()
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('livez')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({ type: HealthView, description: 'The process answers.' })
  live(): HealthView {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  @ApiOkResponse({
    type: ReadinessView,
    description:
      'The process can serve: database, schema and keys are there. Mail and SMS may be degraded all the same.',
  })
  async ready(): Promise<ReadinessView> {
    return { status: 'ok', details: await this.readiness.assertReady() };
  }
}
