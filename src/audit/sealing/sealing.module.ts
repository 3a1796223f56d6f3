import { Module } from '@nestjs/common';
import { AuditModule } from '../audit.module';
import { CheckpointCheck } from '../integrity/checkpoint-check';
import { ExpectedEvents } from '../integrity/expected-events';
import { Findings } from '../integrity/findings';
import { IntegrityService } from '../integrity/integrity.service';
import { VerifyLogJob } from '../integrity/verify-log.job';
import { DroppedMonthsReader } from '../retention/dropped-months.reader';
import { CheckpointPublisher } from './checkpoint-publisher';
import { KnownCheckpoints } from './known-checkpoints';
import { Sealer } from './sealer';
import { SigningKeys } from './signing-keys';

/** Gives recorded events their places in a log that outsiders can verify, and verifies it. */
@Module({
  imports: [AuditModule],
  providers: [
    ...[Sealer, SigningKeys, KnownCheckpoints, CheckpointPublisher],
    ...[IntegrityService, CheckpointCheck, ExpectedEvents, Findings, VerifyLogJob, DroppedMonthsReader],
  ],
  exports: [Sealer, SigningKeys, IntegrityService, ExpectedEvents, DroppedMonthsReader],
})
export class SealingModule {}
