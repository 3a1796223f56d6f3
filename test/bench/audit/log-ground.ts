import type { DataSource } from 'typeorm';
import { AuditRecorder } from '../../../src/audit/audit-recorder';
import { CommittedRecords } from '../../../src/audit/committed-records';
import { CheckpointCheck } from '../../../src/audit/integrity/checkpoint-check';
import { Findings } from '../../../src/audit/integrity/findings';
import { RecordedEvents } from '../../../src/audit/recorded-events';
import { CheckpointPublisher } from '../../../src/audit/sealing/checkpoint-publisher';
import { KnownCheckpoints } from '../../../src/audit/sealing/known-checkpoints';
import { Sealer } from '../../../src/audit/sealing/sealer';
import { SigningKeys } from '../../../src/audit/sealing/signing-keys';
import { Clock } from '../../../src/common/clock';
import { SecretBox } from '../../../src/common/crypto/secret-box';
import { ChangeBell } from '../../../src/common/database/change-bell';
import { createDataSource } from '../../../src/common/database/data-source';
import { Database } from '../../../src/common/database/database';
import { Transactor } from '../../../src/common/database/transactor';
import { Metrics } from '../../../src/common/metrics/metrics';
import { SystemRandom } from '../../../src/common/random';
import type { Ground } from '../ground';

/** A clock that is set: events of seven years are made in a minute. */
export class SetClock extends Clock {
  private time = new Date();

  now(): Date {
    return this.time;
  }

  set(time: Date): void {
    this.time = time;
  }
}

/** What writes and seals events in a server, without the server. */
export interface LogGround {
  clock: SetClock;
  dataSource: DataSource;
  database: Database;
  recorder: AuditRecorder;
  sealer: Sealer;
}

export async function onLogGround(
  { config }: Ground,
  work: (log: LogGround) => Promise<void>,
): Promise<void> {
  const clock = new SetClock();
  const dataSource = await createDataSource(config, config.databaseAppRole).initialize();
  const database = new Database(dataSource);
  const random = new SystemRandom(clock);
  const bell = new ChangeBell(config, database);
  const recorder = new AuditRecorder(
    ...([config, clock, random, database] as const),
    new CommittedRecords(new Metrics(), bell, new RecordedEvents()),
  );
  const keys = new SigningKeys(config, clock, random, new SecretBox(config, random), database);
  const findings = new Findings(clock, random, database);
  const checkpoints = new CheckpointCheck(database, keys, new KnownCheckpoints(config), findings);
  const publisher = new CheckpointPublisher(config);
  const sealer = new Sealer(config, new Transactor(dataSource), clock, keys, publisher, checkpoints);
  try {
    await work({ clock, dataSource, database, recorder, sealer });
  } finally {
    await bell.beforeApplicationShutdown();
    await dataSource.destroy();
  }
}
