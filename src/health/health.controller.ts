import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import { Public } from '../auth/sessions/principal';
import { Readiness } from './readiness';

class HealthView {
  @ApiProperty({ enum: ['ok'] }) status: 'ok';
}

/** For load balancers and orchestrators: yes or 503, and no more than that. */
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
    type: HealthView,
    description: 'The process can serve: database, schema and keys are there.',
  })
  async ready(): Promise<HealthView> {
    await this.readiness.assertReady();
    return { status: 'ok' };
  }
}
