import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock';
import { SecretBox } from '../../common/crypto/secret-box';
import { execute, row } from '../../common/database/sql';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import {
  formatVerifierKey,
  type NoteSigner,
  parseVerifierKey,
  signerOf,
  verifierOf,
} from '../tree/signed-note';
import { findSigningKey, insertSigningKey } from './seal-statements';

const SEED_BYTES = 32;

/** The key that signs checkpoints: made at the first seal, kept under the encryption keys. */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly secretBox: SecretBox,
  ) {}

  /** In the sealer's transaction, so that no two keys are made. The name stays when the application moves to another address. */
  async current(manager: EntityManager): Promise<NoteSigner> {
    const known = await row<{ id: string; verifierKey: string; sealedSeed: string }>(manager, findSigningKey);
    if (!known) return this.create(manager);
    const seed = this.secretBox.open(known.sealedSeed, locationOf(known.id));
    return signerOf(parseVerifierKey(known.verifierKey).name, seed);
  }

  private async create(manager: EntityManager): Promise<NoteSigner> {
    const id = this.random.id();
    const seed = this.random.bytes(SEED_BYTES);
    const signer = signerOf(`${this.config.appUrl.host}/audit`, seed);
    const sealed = this.secretBox.seal(seed, locationOf(id));
    const verifierKey = formatVerifierKey(verifierOf(signer));
    await execute(manager, insertSigningKey, [id, verifierKey, sealed, this.clock.now()]);
    return signer;
  }
}

function locationOf(row: string) {
  return { userId: 'audit', purpose: 'checkpoint-signing', row };
}
