/**
 * What a browser hands over for a passkey, as `PublicKeyCredential.toJSON()` writes it (WebAuthn Level 3 section 5.1).
 * Browsers add fields as the standard grows; those that nobody reads are let through and left out.
 */
interface CredentialJSON {
  /** Base64url, as all that is binary here. */
  id: string;
  rawId: string;
  type: 'public-key';
}

/** The answer to a request to prove oneself. */
export interface AssertionJSON extends CredentialJSON {
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
}

/** The answer to a request to make a passkey. */
export interface AttestationJSON extends CredentialJSON {
  response: { clientDataJSON: string; attestationObject: string; transports: string[] };
}

/** Who asked the authenticator, and for what (WebAuthn section 5.8.1). */
export interface ClientData {
  type: string;
  challenge: Buffer;
  origin: string;
  crossOrigin: boolean;
}

export type Read<T> = { value: T; fault: null } | { value: null; fault: string };

/** Characters of base64url. Identifiers have at most 1,023 bytes (section 4), user handles 64. */
const MAX = {
  id: 1_364,
  clientDataJSON: 4_096,
  authenticatorData: 4_096,
  signature: 2_048,
  userHandle: 88,
  attestationObject: 24_576,
} as const;
/** How an authenticator can be reached; the standard asks to keep also those that are not known yet. */
const TRANSPORT = /^[a-z][a-z-]{0,31}$/;
const MAX_TRANSPORTS = 8;

export function readAssertion(sent: unknown): Read<AssertionJSON> {
  const { credential, response, fault } = readCommon(sent);
  if (fault !== null) return faulty(fault);
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  if (!isBase64Url(authenticatorData, MAX.authenticatorData)) return faulty('response.authenticatorData');
  if (!isBase64Url(signature, MAX.signature)) return faulty('response.signature');
  const hasHandle = userHandle !== undefined && userHandle !== null && userHandle !== '';
  if (hasHandle && !isBase64Url(userHandle, MAX.userHandle)) return faulty('response.userHandle');
  const handle = hasHandle ? { userHandle: userHandle as string } : {};
  return read({
    ...credential,
    response: { clientDataJSON: clientDataJSON as string, authenticatorData, signature, ...handle },
  });
}

export function readAttestation(sent: unknown): Read<AttestationJSON> {
  const { credential, response, fault } = readCommon(sent);
  if (fault !== null) return faulty(fault);
  const { clientDataJSON, attestationObject, transports = [] } = response;
  if (!isBase64Url(attestationObject, MAX.attestationObject)) return faulty('response.attestationObject');
  if (!Array.isArray(transports) || transports.length > MAX_TRANSPORTS || !transports.every(isTransport))
    return faulty('response.transports');
  return read({
    ...credential,
    response: {
      clientDataJSON: clientDataJSON as string,
      attestationObject,
      transports: [...new Set<string>(transports)],
    },
  });
}

/** Null when it is not what section 5.8.1 describes. */
export function readClientData(clientDataJSON: string): ClientData | null {
  const data = parsed(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
  if (!isRecord(data)) return null;
  const { type, challenge, origin, crossOrigin = false } = data;
  if (typeof type !== 'string' || typeof origin !== 'string' || typeof crossOrigin !== 'boolean') return null;
  if (!isBase64Url(challenge, MAX.id)) return null;
  return { type, challenge: Buffer.from(challenge, 'base64url'), origin, crossOrigin };
}

type Common =
  | { credential: CredentialJSON; response: Record<string, unknown>; fault: null }
  | { credential: null; response: null; fault: string };

function readCommon(sent: unknown): Common {
  const none = { credential: null, response: null };
  if (!isRecord(sent)) return { ...none, fault: '' };
  const { id, rawId, type, response } = sent;
  if (!isBase64Url(id, MAX.id)) return { ...none, fault: 'id' };
  if (rawId !== id) return { ...none, fault: 'rawId' };
  if (type !== 'public-key') return { ...none, fault: 'type' };
  if (!isRecord(response)) return { ...none, fault: 'response' };
  const { clientDataJSON } = response;
  if (!isBase64Url(clientDataJSON, MAX.clientDataJSON) || readClientData(clientDataJSON) === null)
    return { ...none, fault: 'response.clientDataJSON' };
  return { credential: { id, rawId: id, type }, response, fault: null };
}

function read<T>(value: T): Read<T> {
  return { value, fault: null };
}

function faulty(fault: string): { value: null; fault: string } {
  return { value: null, fault };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only the one spelling that the bytes have: no padding, no stray bits at the end. */
function isBase64Url(value: unknown, max: number): value is string {
  return (
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= max &&
    /^[A-Za-z0-9_-]+$/.test(value) &&
    Buffer.from(value, 'base64url').toString('base64url') === value
  );
}

function isTransport(value: unknown): boolean {
  return typeof value === 'string' && TRANSPORT.test(value);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
