import { createCipheriv, createDecipheriv } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config';
import { Random } from '../random';

/** What a secret belongs to; authenticated with it, so that a sealed value cannot be moved to another place. */
export interface SecretLocation {
  userId: string;
  purpose: string;
  row: string;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Secrets at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce. A sealed value reads
 * `v1.<key id>.<base64url of nonce, ciphertext, tag>`. The first configured key seals, all of them open.
 */
@Injectable()
export class SecretBox {
  constructor(
    private readonly config: AppConfig,
    private readonly random: Random,
  ) {}

  seal(plain: Buffer, location: SecretLocation): string {
    const { id, key } = this.config.encryptionKeys[0];
    const nonce = this.random.bytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associatedData(id, location));
    const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${id}.${body.toString('base64url')}`;
  }

  /** @throws when the key is gone, the value was changed or it belongs elsewhere: never treated as "no secret". */
  open(sealed: string, location: SecretLocation): Buffer {
    const [version, id, encoded] = sealed.split('.');
    const key = this.config.encryptionKeys.find((candidate) => candidate.id === id)?.key;
    if (version !== VERSION || !id || !encoded || !key)
      throw new Error('A sealed secret cannot be opened: unknown key or version');
    const body = Buffer.from(encoded, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(associatedData(id, location))
      .setAuthTag(body.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }
}

function associatedData(keyId: string, { userId, purpose, row }: SecretLocation): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, userId, purpose, row]));
}
