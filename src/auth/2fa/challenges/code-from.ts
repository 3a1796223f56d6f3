import { DomainError } from '../../../common/domain-error';
import type { ProofMethod } from '../method';
import { readAssertion } from '../webauthn/credential';
import { malformed } from '../webauthn/malformed';
import { type Proof, readCode, type TypedCode } from './code';

/** As it stands in a body: one of the two. */
export interface EnteredProof {
  code?: string;
  /** Of a passkey, as the browser returns it. */
  credential?: unknown;
}

/** @throws validation-failed: input that cannot be a proof is not a guess, nothing is counted */
export function proofFrom(entered: EnteredProof, method?: ProofMethod): Proof {
  const { code, credential } = exactlyOne(entered);
  if (method !== undefined && (method === 'webauthn') !== (credential !== undefined))
    throw invalid('/method', 'must be the method of what is sent');
  if (code !== undefined) return codeFrom(code);
  const { value: assertion, fault } = readAssertion(credential);
  if (fault !== null) throw malformed(fault);
  return { kind: 'passkey', assertion };
}

/** @throws validation-failed */
export function exactlyOne({ code, credential }: EnteredProof): EnteredProof {
  if ((code === undefined) === (credential === undefined))
    throw invalid('/code', 'send either code or credential');
  return { code, credential };
}

export function invalidCode(detail: string): DomainError {
  return invalid('/code', detail);
}

function codeFrom(typed: string): TypedCode {
  const code = readCode(typed);
  if (code === null) throw invalidCode('must be 6 digits or a backup code');
  return code;
}

function invalid(pointer: string, detail: string): DomainError {
  return new DomainError('validation-failed', { errors: [{ pointer, detail }] });
}
