import { Global, Module } from '@nestjs/common';
import { Clock } from './clock';
import { SecretBox } from './crypto/secret-box';
import { ChangeBell } from './database/change-bell';
import { Database } from './database/database';
import { DatabaseClock } from './database/database-clock';
import { ProcessPresence } from './database/process-presence';
import { Transactor } from './database/transactor';
import { Metrics } from './metrics/metrics';
import { Random, SystemRandom } from './random';

/** What every module leans on. */
@Global()
@Module({
  providers: [
    ChangeBell,
    Database,
    ProcessPresence,
    Transactor,
    SecretBox,
    Metrics,
    { provide: Clock, useClass: DatabaseClock },
    { provide: Random, useFactory: (clock: Clock) => new SystemRandom(clock), inject: [Clock] },
  ],
  exports: [ChangeBell, Database, ProcessPresence, Transactor, SecretBox, Metrics, Clock, Random],
})
export class CommonModule {}
