import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock';
import { SecretBox } from '../../common/crypto/secret-box';
import { Database } from '../../common/database/database';
import { execute, rows } from '../../common/database/sql';
import { Random } from '../../common/random';
import { AppConfig } from '../../config/app-config';
import {
  formatVerifierKey,
  type NoteSigner,
  parseVerifierKey,
  signerOf,
  verifierOf,
} from '../tree/signed-note';
import { findSigningKeys, insertSigningKey } from './seal-statements';

interface StoredKey extends Record<string, unknown> {
  id: string;
  verifierKey: string;
  sealedSeed: string;
}

export interface KeyRing {
  /** Newest first; the first one signs. */
  own: NoteSigner[];
  /** What somebody without the encryption keys has put beside them, as it is written there. */
  forged: string[];
}

const SEED_BYTES = 32;

/**
 * The keys that sign checkpoints: made at the first seal, kept under the encryption keys. Whoever owns the database can add a key,
 * but not one whose seed opens: only keys that do are believed.
 */
@Injectable()
export class SigningKeys {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly secretBox: SecretBox,
    private readonly database: Database,
  ) {}

  async ring(): Promise<KeyRing> {
    return this.judge(await this.database.rows<StoredKey>(findSigningKeys));
  }

  /** The keys that auditors are told, as C2SP signed-note spells them; newest first. */
  async verifierKeys(): Promise<string[]> {
    return (await this.ring()).own.map((signer) => formatVerifierKey(verifierOf(signer)));
  }

  /**
   * In the sealer's transaction, so that no two keys are made. The name stays when the application moves to another address.
   * @param isFirst whether nothing was ever signed
   * @throws when the key of a log that was signed before is gone: a new one would hide that
   */
  async current(manager: EntityManager, isFirst: boolean): Promise<NoteSigner> {
    const [newest] = this.judge(await rows<StoredKey>(manager, findSigningKeys)).own;
    if (newest) return newest;
    if (!isFirst) throw new Error('the key that signed the log is gone');
    return this.create(manager);
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

  private judge(stored: readonly StoredKey[]): KeyRing {
    const ring: KeyRing = { own: [], forged: [] };
    for (const key of stored) {
      const signer = this.open(key);
      if (signer) ring.own.push(signer);
      else ring.forged.push(key.verifierKey);
    }
    return ring;
  }

  /** Null when its seed was not sealed here for this row, or is that of another key. */
  private open({ id, verifierKey, sealedSeed }: StoredKey): NoteSigner | null {
    try {
      const signer = signerOf(
        parseVerifierKey(verifierKey).name,
        this.secretBox.open(sealedSeed, locationOf(id)),
      );
      return formatVerifierKey(verifierOf(signer)) === verifierKey ? signer : null;
    } catch {
      return null;
    }
  }
}

function locationOf(row: string) {
  return { userId: 'audit', purpose: 'checkpoint-signing', row };
}
