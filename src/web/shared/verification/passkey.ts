import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import type { Assertion, Attestation, Challenge, PasskeySetUp } from '../api/types';

/** What the person's device did not do: they said no, it took too long, or there is no passkey for this site. */
export class PasskeyStopped extends Error {}

/** This device has a passkey of this account already. */
export class PasskeyExists extends Error {}

export function canUsePasskeys(): boolean {
  return typeof window.PublicKeyCredential === 'function';
}

/** Loaded by those who use a passkey: most people do not, at first. */
const webAuthn = () => import('@simplewebauthn/browser');

/**
 * Lets the device sign just this challenge.
 * @throws PasskeyStopped
 */
export async function askPasskey({ webauthn }: Challenge): Promise<Assertion> {
  if (!webauthn) throw new PasskeyStopped();
  try {
    const { startAuthentication } = await webAuthn();
    const optionsJSON = webauthn as PublicKeyCredentialRequestOptionsJSON;
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
    const { startRegistration } = await webAuthn();
    const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
    const { id, rawId, type, response } = await startRegistration({ optionsJSON });
    const { clientDataJSON, attestationObject, transports } = response;
    return {
      id,
      rawId,
      type: type as 'public-key',
      response: { clientDataJSON, attestationObject, ...(transports ? { transports } : {}) },
    };
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    )
      throw new PasskeyExists();
    throw isOfDevice(error) ? new PasskeyStopped() : error;
  }
}

/** What the device, the browser or the package around them refused; the package's codes begin with `ERROR_`. */
function isOfDevice(error: unknown): boolean {
  const { name, code } = error as Error & { code?: unknown };
  const isOfPackage = typeof code === 'string' && code.startsWith('ERROR_');
  return isOfPackage || name === 'NotAllowedError' || error instanceof DOMException;
}
