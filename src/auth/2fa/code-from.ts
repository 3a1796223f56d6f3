import { DomainError } from '../../common/domain-error';
import { readCode, type TypedCode } from './code';

/** @throws validation-failed: input that cannot be a code is not a guess, nothing is counted */
export function codeFrom(typed: string): TypedCode {
  const code = readCode(typed);
  if (code === null) throw invalidCode('must be 6 digits or a backup code');
  return code;
}

export function invalidCode(detail: string): DomainError {
  return new DomainError('validation-failed', { errors: [{ pointer: '/code', detail }] });
}
