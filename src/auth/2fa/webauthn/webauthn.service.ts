import { Injectable } from '@nestjs/common';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import {
  COSEALG,
  decodeAttestationObject,
  isoCBOR,
  parseAuthenticatorData,
} from '@simplewebauthn/server/helpers';
import { digest, hmac } from '../../../common/crypto/hashing';
import { assertNoTransaction } from '../../../common/database/transactor';
import { DomainError } from '../../../common/domain-error';
import { AppConfig } from '../../../config/app-config';
import type { RelyingParty } from '../../../config/relying-party';
import { type Challenging, challengeParts, type ExaminedAssertion } from './assertion';
import { type AssertionJSON, type AttestationJSON, type ClientData, readClientData } from './credential';
import { malformed } from './malformed';
import type { PasskeyCreationView, PasskeyDescriptorView, PasskeyRequestView } from './webauthn-views';

/** What is known of a passkey that may be asked for. */
export interface PasskeyDescriptor extends Record<string, unknown> {
  credentialId: Buffer;
  transports: string[];
}

export interface StoredPasskey extends PasskeyDescriptor {
  factorId: string;
  /** COSE_Key (RFC 9052 section 7). */
  publicKey: Buffer;
  backupEligible: boolean;
}

/** A passkey that was just made. Attestation is neither asked for nor looked at. */
export interface NewPasskey extends PasskeyDescriptor {
  /** What was answered, see `challengeOf`. */
  challenge: Buffer;
  publicKey: Buffer;
  signCount: bigint;
  /** The authenticator's model; zeros when it does not tell. */
  aaguid: string;
  backupEligible: boolean;
  backedUp: boolean;
}

const ALGORITHMS = [COSEALG.ES256, COSEALG.EdDSA, COSEALG.RS256];
/** An RSA key of 4,096 bits has half of it. */
const MAX_KEY_BYTES = 1_024;

/** The only place that knows the WebAuthn library. Checking a signature is asynchronous, so it never happens in a transaction. */
@Injectable()
export class WebauthnService {
  constructor(private readonly config: AppConfig) {}

  /** What a passkey signs for this challenge. Nobody can foresee it, and it changes with everything that it stands for. */
  challengeOf(challenge: Challenging): Buffer {
    return hmac(this.config.codePepper, ...challengeParts(challenge));
  }

  /** What an authenticator files a passkey under: the same for all of a person, and it says nothing of them. */
  userHandle(userId: string): Buffer {
    return digest('passkey-user-handle', userId);
  }

  creationOptions(
    person: { userId: string; email: string; name: string },
    challenge: Buffer,
    timeout: number,
    existing: readonly PasskeyDescriptor[],
  ): PasskeyCreationView {
    return {
      rp: { id: this.relyingParty().id, name: this.config.appName },
      user: {
        id: this.userHandle(person.userId).toString('base64url'),
        name: person.email,
        displayName: person.name,
      },
      challenge: challenge.toString('base64url'),
      pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
      timeout,
      excludeCredentials: existing.map(toDescriptor),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
      attestation: 'none',
    };
  }

  /** Null when passkeys are off: a challenge may be older than the present configuration. */
  requestOptions(
    challenge: Buffer,
    timeout: number,
    allowed: readonly PasskeyDescriptor[],
  ): PasskeyRequestView | null {
    const { relyingParty } = this.config;
    return (
      relyingParty && {
        challenge: challenge.toString('base64url'),
        rpId: relyingParty.id,
        allowCredentials: allowed.map(toDescriptor),
        userVerification: 'required',
        timeout,
      }
    );
  }

  /**
   * Everything about an assertion that its challenge has no part in (WebAuthn section 7.2).
   * @returns null when any of it is wrong: which, only the attacker would want to know
   * @throws validation-failed when it is no assertion at all
   */
  async examineAssertion(
    assertion: AssertionJSON,
    stored: StoredPasskey | null,
  ): Promise<ExaminedAssertion | null> {
    assertNoTransaction('a signature');
    const { clientDataJSON, authenticatorData, userHandle } = assertion.response;
    const client = clientDataOf(clientDataJSON);
    const { flags } = wellFormed('response.authenticatorData', () =>
      parseAuthenticatorData(bytesOf(authenticatorData)),
    );
    if (!stored || client.crossOrigin || flags.be !== stored.backupEligible || (flags.bs && !flags.be))
      return null;
    const { id, origin } = this.relyingParty();
    const { factorId, publicKey, transports } = stored;
    const outcome = await verifyAuthenticationResponse({
      response: { ...assertion, clientExtensionResults: {} },
      // Judged later, on rows as they are then.
      expectedChallenge: () => true,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      // The count is compared with what is stored at the moment of acceptance.
      credential: {
        id: assertion.id,
        publicKey: new Uint8Array(publicKey),
        counter: 0,
        transports: transports as [],
      },
    }).catch(() => null);
    if (!outcome?.verified) return null;
    return {
      factorId,
      challenge: client.challenge,
      userHandle: userHandle === undefined ? null : Buffer.from(userHandle, 'base64url'),
      signCount: BigInt(outcome.authenticationInfo.newCounter),
      backedUp: outcome.authenticationInfo.credentialBackedUp,
    };
  }

  /**
   * A new passkey with all but its challenge judged (WebAuthn section 7.1).
   * @returns null when origin, RP id, user verification or key are not what was asked for
   * @throws validation-failed when it is no attestation at all
   */
  async examineAttestation(attestation: AttestationJSON): Promise<NewPasskey | null> {
    assertNoTransaction('an attestation');
    const { clientDataJSON, attestationObject, transports } = attestation.response;
    const client = clientDataOf(clientDataJSON);
    const unattested = wellFormed('response.attestationObject', () =>
      withoutStatement(bytesOf(attestationObject)),
    );
    if (client.crossOrigin) return null;
    const { id, origin } = this.relyingParty();
    const outcome = await verifyRegistrationResponse({
      response: {
        ...attestation,
        response: { clientDataJSON, attestationObject: unattested, transports: transports as [] },
        clientExtensionResults: {},
      },
      expectedChallenge: () => true,
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => null);
    if (!outcome?.verified) return null;
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = outcome.registrationInfo;
    if (credential.id !== attestation.id || credential.publicKey.byteLength > MAX_KEY_BYTES) return null;
    return {
      challenge: client.challenge,
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      signCount: BigInt(credential.counter),
      transports,
      aaguid,
      backupEligible: credentialDeviceType === 'multiDevice',
      backedUp: credentialBackedUp,
    };
  }

  /** @throws method-unavailable where browsers would refuse */
  private relyingParty(): RelyingParty {
    const { relyingParty } = this.config;
    if (!relyingParty) throw new DomainError('method-unavailable', { method: 'webauthn' });
    return relyingParty;
  }
}

/**
 * The same passkey with no statement about who made its authenticator. We do not ask for one, and a certificate in it
 * could name an address of revocation lists that the library would fetch.
 */
function withoutStatement(attestationObject: Uint8Array<ArrayBuffer>): string {
  const authData = decodeAttestationObject(attestationObject).get('authData');
  parseAuthenticatorData(authData);
  const none = new Map<string, string | Uint8Array<ArrayBuffer> | Map<string, never>>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, never>()],
    ['authData', authData],
  ]);
  return Buffer.from(isoCBOR.encode(none)).toString('base64url');
}

function clientDataOf(clientDataJSON: string): ClientData {
  const client = readClientData(clientDataJSON);
  if (!client) throw malformed('response.clientDataJSON');
  return client;
}

function wellFormed<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw malformed(field);
  }
}

function toDescriptor({ credentialId, transports }: PasskeyDescriptor): PasskeyDescriptorView {
  return { id: credentialId.toString('base64url'), type: 'public-key', transports };
}

/** A copy: the library looks at the whole memory behind. */
function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}
