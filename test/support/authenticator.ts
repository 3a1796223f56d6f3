import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PasskeyCreationView, PasskeyRequestView } from '../../src/auth/2fa/webauthn/webauthn-views';

/** What a dishonest or broken authenticator or browser says instead of the truth. */
export interface Forgery {
  origin?: string;
  crossOrigin?: boolean;
  type?: string;
  /** Base64url. */
  challenge?: string;
  rpId?: string;
  present?: boolean;
  verified?: boolean;
  backupEligible?: boolean;
  /** The count that is reported; the authenticator goes on from it. */
  count?: number;
  /** Base64url; null leaves it out. */
  userHandle?: string | null;
  /** Signs with this key instead. */
  key?: KeyObject;
}

export interface MadeCredential {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  clientExtensionResults: object;
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
}

export interface Assertion {
  id: string;
  rawId: string;
  type: 'public-key';
  authenticatorAttachment: 'platform';
  clientExtensionResults: object;
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const BACKUP_ELIGIBLE = 0x08;
const ATTESTED = 0x40;

/** One passkey in software, with the browser around it (WebAuthn sections 5.1, 6.1 and 6.5). */
export class Authenticator {
  readonly credentialId: Buffer;
  private readonly key: KeyObject;
  private readonly publicKey: KeyObject;
  private userHandle = '';

  /** @param counts how far it has counted; null for one that does not count */
  constructor(
    private readonly origin = 'https://shop.example',
    private counts: number | null = 0,
    credentialId: Buffer = randomBytes(16),
  ) {
    this.credentialId = credentialId;
    ({ privateKey: this.key, publicKey: this.publicKey } = generateKeyPairSync('ec', {
      namedCurve: 'P-256',
    }));
  }

  /** What a thief has who copied the key: it counts on its own from here. */
  copy(): Authenticator {
    return Object.assign(new Authenticator(this.origin, this.counts, this.credentialId), {
      key: this.key,
      publicKey: this.publicKey,
      userHandle: this.userHandle,
    });
  }

  create(options: PasskeyCreationView, forgery: Forgery = {}): MadeCredential {
    this.userHandle = options.user.id;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const data = Buffer.concat([
      this.authenticatorData(options.rp.id, ATTESTED, forgery),
      Buffer.alloc(16),
      length,
      this.credentialId,
      coseKey(this.publicKey),
    ]);
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(data)],
    ]);
    return {
      ...this.envelope(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', options.challenge, forgery).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  get({ challenge, rpId }: Pick<PasskeyRequestView, 'challenge' | 'rpId'>, forgery: Forgery = {}): Assertion {
    const data = this.authenticatorData(rpId, 0, forgery);
    const client = this.clientData('webauthn.get', challenge, forgery);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    const { userHandle = this.userHandle } = forgery;
    return {
      ...this.envelope(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, forgery.key ?? this.key).toString('base64url'),
        ...(userHandle === null ? {} : { userHandle }),
      },
    };
  }

  private envelope() {
    const id = this.credentialId.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      clientExtensionResults: {},
    } as const;
  }

  private clientData(type: string, challenge: string, forgery: Forgery): Buffer {
    const { origin = this.origin, crossOrigin = false } = forgery;
    const data = {
      type: forgery.type ?? type,
      challenge: forgery.challenge ?? challenge,
      origin,
      crossOrigin,
    };
    return Buffer.from(JSON.stringify(data));
  }

  private authenticatorData(rpId: string, flags: number, forgery: Forgery): Buffer {
    const { present = true, verified = true, backupEligible = false } = forgery;
    const rest = Buffer.alloc(5);
    rest[0] =
      flags |
      (present ? USER_PRESENT : 0) |
      (verified ? USER_VERIFIED : 0) |
      (backupEligible ? BACKUP_ELIGIBLE : 0);
    rest.writeUInt32BE(this.count(forgery.count), 1);
    return Buffer.concat([
      createHash('sha256')
        .update(forgery.rpId ?? rpId)
        .digest(),
      rest,
    ]);
  }

  private count(forged: number | undefined): number {
    if (forged !== undefined) this.counts = forged;
    else if (this.counts !== null) this.counts += 1;
    return this.counts ?? 0;
  }
}

/** EC2, ES256, P-256 (RFC 9053 section 7.1.1). */
function coseKey(publicKey: KeyObject): Buffer {
  const { x, y } = publicKey.export({ format: 'jwk' });
  return cborMap([
    [cborInteger(1), cborInteger(2)],
    [cborInteger(3), cborInteger(-7)],
    [cborInteger(-1), cborInteger(1)],
    [cborInteger(-2), cborBytes(Buffer.from(x as string, 'base64url'))],
    [cborInteger(-3), cborBytes(Buffer.from(y as string, 'base64url'))],
  ]);
}

/** RFC 8949 section 3. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}

function cborInteger(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: [Buffer, Buffer][]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
