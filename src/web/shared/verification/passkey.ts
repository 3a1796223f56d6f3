import { browserSupportsWebAuthn, startAuthentication, WebAuthnError } from '@simplewebauthn/browser';
import type { Assertion, Challenge } from '../api/types';

/** What the person's device did not do: they said no, it took too long, or there is no passkey for this site. */
export class PasskeyStopped extends Error {}

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
    if (
      error instanceof WebAuthnError ||
      error instanceof DOMException ||
      (error as Error).name === 'NotAllowedError'
    )
      throw new PasskeyStopped();
    throw error;
  }
}
