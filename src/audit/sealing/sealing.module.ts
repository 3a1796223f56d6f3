import { Module } from '@nestjs/common';
import { CheckpointPublisher } from './checkpoint-publisher';
import { Sealer } from './sealer';
import { SigningKeys } from './signing-keys';

/** Gives recorded events their places in a log that outsiders can verify. */
@Module({ providers: [Sealer, SigningKeys, CheckpointPublisher], exports: [Sealer] })
export class SealingModule {}
