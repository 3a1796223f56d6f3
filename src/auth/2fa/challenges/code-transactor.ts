import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Transactor } from '../../../common/database/transactor';
import { BackupCodesService, type Candidate } from '../backup-codes/backup-codes.service';
import { release } from '../lockout/lockout';
import { LockoutService } from '../lockout/lockout.service';
import { PasskeysService } from '../webauthn/passkeys.service';
import type { Proof, TypedBackupCode } from './code';

interface Reserved {
  userId: string;
  reservedAt: Date;
}

/** Instead of a verdict: the attempt is admitted and reserved, and its code has to be compared outside of transactions. */
export class Comparison implements Reserved {
  constructor(
    readonly userId: string,
    readonly letters: string,
    readonly candidate: Candidate | null,
    readonly reservedAt: Date,
  ) {}
}

/**
 * Opens the transactions in which proofs are judged. Six digits take one. A passkey takes one as well, after its signature
 * was checked. A backup code takes two, because bcrypt never runs inside of one: the first reserves the attempt, the second
 * judges it anew, knowing what the comparison said.
 */
@Injectable()
export class CodeTransactor {
  constructor(
    private readonly transactor: Transactor,
    private readonly backupCodes: BackupCodesService,
    private readonly passkeys: PasskeysService,
    private readonly lockout: LockoutService,
  ) {}

  /**
   * @param judge runs in a transaction, and again in another when it came to a `Comparison`
   * @throws validation-failed for a passkey's answer that is none
   */
  async run<T>(
    presented: Proof,
    judge: (manager: EntityManager, proof: Proof) => Promise<T | Comparison>,
  ): Promise<T> {
    const proof = await this.examine(presented);
    const first = await this.transactor.run((manager) => judge(manager, proof));
    if (!(first instanceof Comparison)) return first;
    const compared = await this.compare(first);
    try {
      const second = await this.transactor.run(async (manager) => {
        const outcome = await judge(manager, compared);
        await this.giveBackIn(manager, first);
        return outcome;
      });
      if (second instanceof Comparison) throw new Error('A code was to be compared twice');
      return second;
    } catch (error) {
      await this.giveBack(first);
      throw error;
    }
  }

  /** Whatever can be said of a proof before its transaction. Nobody guesses a signature, so nothing is reserved. */
  async examine(proof: Proof): Promise<Proof> {
    if (proof.kind !== 'passkey') return proof;
    return { ...proof, examined: await this.passkeys.examine(proof.assertion) };
  }

  /** @throws service-unavailable when too many are waiting: nothing was compared, so nothing counts */
  async compare({ userId, letters, candidate, reservedAt }: Comparison): Promise<TypedBackupCode> {
    const right = await this.backupCodes.matches(userId, letters, candidate).catch(async (error) => {
      await this.giveBack({ userId, reservedAt });
      throw error;
    });
    const backupCodeId = right && candidate ? candidate.id : null;
    return { kind: 'backup', letters, compared: { reservedAt, backupCodeId } };
  }

  /** For an attempt that could not be judged. Should this fail as well, the reservation ends by itself. */
  giveBack(reserved: Reserved): Promise<void> {
    return this.transactor.run((manager) => this.giveBackIn(manager, reserved)).catch(() => undefined);
  }

  /** Once its outcome is known, a reserved attempt counts for what it was; one that was refused counts for nothing. */
  private async giveBackIn(manager: EntityManager, { userId, reservedAt }: Reserved): Promise<void> {
    const budget = await this.lockout.lock(manager, userId);
    const freed = release(budget, reservedAt);
    if (freed !== budget) this.lockout.save(manager, userId, freed);
  }
}
