import { Module } from '@nestjs/common';
import { IntegrityService } from '../integrity/integrity.service';
import { VerifyLogJob } from '../integrity/verify-log.job';
import { DroppedMonthsReader } from '../retention/dropped-months.reader';
import { CheckpointPublisher } from './checkpoint-publisher';
import { Sealer } from './sealer';
import { SigningKeys } from './signing-keys';

/** Gives recorded events their places in a log that outsiders can verify, and verifies it. */
@Module({
  providers: [Sealer, SigningKeys, CheckpointPublisher, IntegrityService, VerifyLogJob, DroppedMonthsReader],
  exports: [Sealer, IntegrityService, DroppedMonthsReader],
})
export class SealingModule {}
