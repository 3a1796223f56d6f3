import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SecretBox } from '../../../common/crypto/secret-box';
import { mustTouch } from '../../../common/database/sql';
import { Random } from '../../../common/random';
import { AppConfig } from '../../../config/app-config';
import { secretLocation } from '../secret-location';
import { qrCodeDataUrl } from './qr-code';
import { encodeSecret, matchTotp, otpauthUri, SECRET_BYTES } from './totp';

export interface TotpFactor {
  id: string;
  userId: string;
  sealedSecret: string | null;
  lastStep: bigint | null;
}

const burnStep = {
  name: 'burn-totp-step',
  text: `
    UPDATE factors SET last_step = $2, last_used_at = $3
    WHERE id = $1 AND status <> 'removed' AND (last_step IS NULL OR last_step < $2)`,
};

/** Authenticator apps (RFC 6238). Secrets leave the seal only here. */
@Injectable()
export class TotpService {
  constructor(
    private readonly config: AppConfig,
    private readonly secrets: SecretBox,
    private readonly random: Random,
  ) {}

  /** What the person's app needs, shown once, and what the row keeps. */
  newSecret(factor: { id: string; userId: string; email: string }) {
    const secret = this.random.bytes(SECRET_BYTES);
    const uri = otpauthUri(secret, this.config.appName, factor.email);
    return {
      sealed: this.secrets.seal(secret, locationOf(factor)),
      shown: {
        secret: encodeSecret(secret),
        otpauthUri: uri,
        qrCode: qrCodeDataUrl(uri),
      },
    };
  }

  /** The first of the factors that the code belongs to, with its time step; null when it belongs to none. */
  match<T extends TotpFactor>(
    factors: readonly T[],
    code: string,
    now: Date,
  ): { factor: T; step: bigint } | null {
    for (const factor of factors) {
      if (factor.sealedSecret === null) continue;
      const step = matchTotp(
        this.secrets.open(factor.sealedSecret, locationOf(factor)),
        code,
        now,
        factor.lastStep,
      );
      if (step !== null) return { factor, step };
    }
    return null;
  }

  /** A step is good once, whichever endpoint or process asks: compare-and-set, and a lost race rolls back. */
  async burn(manager: EntityManager, factorId: string, step: bigint, now: Date): Promise<void> {
    await mustTouch(manager, 1, burnStep, [factorId, step, now]);
  }
}

function locationOf({ id, userId }: { id: string; userId: string }) {
  return secretLocation({ id, userId, method: 'totp' });
}
