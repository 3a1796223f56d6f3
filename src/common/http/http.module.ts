import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { AppConfig } from '../../config/app-config';
import { MINUTE } from '../clock';
import { ProblemFilter } from '../problem/problem.filter';
import { IdempotencyKeys } from './idempotency-keys';
import { OpenStreams } from './open-streams';
import { RequestBrakeGuard } from './request-brake.guard';
import { RequestCounts } from './request-counts';
import { SweepIdempotencyKeys } from './sweep-idempotency-keys';

@Global()
@Module({ providers: [RequestCounts], exports: [RequestCounts] })
class RequestCountsModule {}

/** What stands around every route: the outer brake, idempotency keys and the shape of errors. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      imports: [RequestCountsModule],
      inject: [AppConfig, RequestCounts],
      useFactory: ({ requestsPerMinute }: AppConfig, storage: RequestCounts) => ({
        throttlers: [{ ttl: MINUTE, limit: requestsPerMinute }],
        storage,
      }),
    }),
  ],
  providers: [IdempotencyKeys, OpenStreams, SweepIdempotencyKeys, RequestBrakeGuard, ProblemFilter],
  exports: [IdempotencyKeys, OpenStreams, RequestBrakeGuard, ProblemFilter],
})
export class HttpModule {}
