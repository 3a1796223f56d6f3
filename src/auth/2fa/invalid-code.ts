import { DomainError } from '../../common/domain-error';

/** Input that cannot be a code is not a guess: nothing is counted. */
export function invalidCode(): DomainError {
  return new DomainError('validation-failed', { errors: [{ pointer: '/code', detail: 'must be 6 digits' }] });
}
