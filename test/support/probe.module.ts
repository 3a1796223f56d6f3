import { Body, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../../src/auth/sessions/principal';
import { DomainError } from '../../src/common/domain-error';
import { AmountField, IdField, TextField } from '../../src/common/http/fields';
import { Id } from '../../src/common/http/id-param';
import { IdempotencyKey, Idempotent } from '../../src/common/http/idempotent';

class ProbeRequest {
  @AmountField() amount: number;
  @TextField({ max: 20, optional: true }) note?: string;
  @IdField({ optional: true }) reference?: string;
}

export const handled: string[] = [];

/** Handlers of `once` that begin while it is closed wait until it is opened. */
export const gate = {
  opened: Promise.resolve(),
  open: () => {},
  close() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  },
};

/** Routes that fail, wait or answer as a test asks them to. */
@Controller('probe')
class ProbeController {
  constructor(private readonly dataSource: DataSource) {}

  @Public()
  @Post('echo')
  echo(@Body() body: ProbeRequest): ProbeRequest {
    return body;
  }

  @Public()
  @Get('things/:id')
  thing(@Id() id: string): { id: string } {
    return { id };
  }

  @Public()
  @Get('failures/:kind')
  async fail(@Param('kind') kind: string): Promise<void> {
    switch (kind) {
      case 'domain':
        throw new DomainError('payment-approval-locked', {
          retryAt: new Date(Date.now() + 90_000),
          attemptsRemaining: 0,
          headers: { 'X-Probe': 'yes' },
        });
      case 'unique':
        await this.dataSource.query(
          `INSERT INTO rate_limits (key, points) VALUES ('hidden-value', 1), ('hidden-value', 1)`,
        );
        break;
      case 'disconnected':
        await this.dataSource.query('SELECT pg_sleep(5)');
        break;
      case 'slow':
        await this.dataSource.query(`SET statement_timeout = 50; SELECT pg_sleep(1)`);
        break;
      default:
        throw new Error('hidden-value in the message');
    }
  }

  @Post('once')
  @Idempotent()
  async once(
    @IdempotencyKey() key: string,
    @Body() { amount, note }: ProbeRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ run: number; amount: number }> {
    handled.push(key);
    await Promise.all([gate.opened, new Promise((resolve) => setTimeout(resolve, 100))]);
    if (note === 'refuse') throw new DomainError('amount-not-payable');
    reply.code(202);
    return { run: handled.length, amount };
  }

  @Post('twice')
  @Idempotent()
  twice(@Body() body: ProbeRequest): ProbeRequest {
    return body;
  }
}

@Module({ controllers: [ProbeController] })
export class ProbeModule {}
