import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../../common/clock';
import { hmac } from '../../../common/crypto/hashing';
import { execute, row } from '../../../common/database/sql';
import { Random } from '../../../common/random';
import { AppConfig } from '../../../config/app-config';
import { SlowHasher } from '../../../users/slow-hasher';
import { BACKUP_CODE_LENGTH, drawCode, drawSet, RECOVERY_CODE_LENGTH } from './backup-code';
import {
  deleteBackupCodes,
  deleteRecoveryCode,
  findBackupCodeByTag,
  insertBackupCodes,
  saveRecoveryCode,
  spendBackupCode,
  spendRecoveryCode,
} from './backup-code-statements';

/** What is shown once. */
export interface SavedCodes {
  backupCodes: string[];
  recoveryCode: string;
}

export interface NewCodes {
  shown: SavedCodes;
  stored: { rows: { id: string; tag: number; hash: string }[]; recoveryMac: Buffer };
}

/** The stored code that a typed one could be. */
export interface Candidate extends Record<string, unknown> {
  id: string;
  codeHash: string;
}

/** A set of single-use codes a person: bcrypt over a peppered HMAC, found by an 8-bit tag so that a try costs one compare. */
@Injectable()
export class BackupCodesService {
  constructor(
    private readonly config: AppConfig,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly hasher: SlowHasher,
  ) {}

  /** Slow: outside of any transaction. @throws service-unavailable when too many are waiting */
  async draw(userId: string): Promise<NewCodes> {
    const integer = (max: number) => this.random.integer(max);
    const codes = drawSet(
      () => drawCode(BACKUP_CODE_LENGTH, integer),
      (code) => this.tag(userId, code),
    );
    const recoveryCode = drawCode(RECOVERY_CODE_LENGTH, integer);
    const digests = [...codes.values()].map((code) => this.preHash(userId, code));
    const hashes = await this.hasher.hashSet(digests);
    const rows = [...codes.keys()].map((tag, index) => ({
      id: this.random.id(),
      tag,
      hash: hashes[index] as string,
    }));
    return {
      shown: { backupCodes: [...codes.values()], recoveryCode },
      stored: { rows, recoveryMac: this.recoveryMac(userId, recoveryCode) },
    };
  }

  /** The set before, and the recovery code with it, is dead at that moment. */
  async replace(manager: EntityManager, userId: string, { stored }: NewCodes): Promise<void> {
    const now = this.clock.now();
    await Promise.all([
      execute(manager, deleteBackupCodes, [userId]),
      execute(manager, insertBackupCodes, [userId, JSON.stringify(stored.rows), now]),
      execute(manager, saveRecoveryCode, [userId, stored.recoveryMac, now]),
    ]);
  }

  async remove(manager: EntityManager, userId: string): Promise<void> {
    await Promise.all([
      execute(manager, deleteBackupCodes, [userId]),
      execute(manager, deleteRecoveryCode, [userId]),
    ]);
  }

  /** Spends the saved recovery code; false when it is another one. @param letters as `normalizeRecoveryCode` gives them */
  async spendRecoveryCode(manager: EntityManager, userId: string, letters: string): Promise<boolean> {
    const mac = this.recoveryMac(userId, letters);
    return (await execute(manager, spendRecoveryCode, [userId, mac])).rowCount === 1;
  }

  candidate(manager: EntityManager, userId: string, letters: string): Promise<Candidate | null> {
    return row<Candidate>(manager, findBackupCodeByTag, [userId, this.tag(userId, letters)]);
  }

  /** One comparison, whether there is a candidate or not. Slow: outside of any transaction. @throws service-unavailable */
  matches(userId: string, letters: string, candidate: Candidate | null): Promise<boolean> {
    return this.hasher.verify(this.preHash(userId, letters), candidate?.codeHash ?? null);
  }

  /** @returns how many are left; null when it was used, replaced or removed since it was compared */
  async spend(manager: EntityManager, userId: string, id: string): Promise<number | null> {
    const spent = await row<{ remaining: number }>(manager, spendBackupCode, [userId, id, this.clock.now()]);
    return spent?.remaining ?? null;
  }

  private recoveryMac(userId: string, letters: string): Buffer {
    return hmac(this.config.codePepper, 'recovery-code', userId, letters);
  }

  private preHash(userId: string, letters: string): Buffer {
    return hmac(this.config.codePepper, 'backup-code', userId, letters);
  }

  private tag(userId: string, letters: string): number {
    return hmac(this.config.codePepper, 'backup-code-tag', userId, letters).readUInt8();
  }
}
