import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser';
import type { Assertion, Attestation, Challenge, PasskeySetUp } from '../api/types';

/** What the person's device did not do: they said no, it took too long, or there is no passkey for this site. */
export class PasskeyStopped extends Error {}

/** This device has a passkey of this account already. */
export class PasskeyExists extends Error {}

export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn();
}

/**
 * Lets the device sign just this challenge.
 * @throws PasskeyStopped
 */
export async function askPasskey({ webauthn }: Challenge): Promise<Assertion> {
  if (!webauthn) throw new PasskeyStopped();
  try {
    const optionsJSON = webauthn as Parameters<typeof startAuthentication>[0]['optionsJSON'];
    const { id, rawId, type, response } = await startAuthentication({ optionsJSON });
    const { clientDataJSON, authenticatorData, signature, userHandle } = response;
    return {
      id,
      rawId,
      type: type as 'public-key',
      response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
    };
  } catch (error) {
    throw isOfDevice(error) ? new PasskeyStopped() : error;
  }
}

/**
 * Lets the device make a passkey for this account.
 * @throws PasskeyStopped, PasskeyExists
 */
export async function createPasskey({ options }: PasskeySetUp): Promise<Attestation> {
  try {
    const optionsJSON = options as Parameters<typeof startRegistration>[0]['optionsJSON'];
    const { id, rawId, type, response } = await startRegistration({ optionsJSON });
    const { clientDataJSON, attestationObject, transports } = response;
    return {
      id,
      rawId,
      type: type as 'public-key',
      response: { clientDataJSON, attestationObject, ...(transports ? { transports } : {}) },
    };
  } catch (error) {
    if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
      throw new PasskeyExists();
    throw isOfDevice(error) ? new PasskeyStopped() : error;
  }
}

function isOfDevice(error: unknown): boolean {
  return (
    error instanceof WebAuthnError ||
    error instanceof DOMException ||
    (error as Error).name === 'NotAllowedError'
  );
}
