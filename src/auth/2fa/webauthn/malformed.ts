import { DomainError } from '../../../common/domain-error';

/** @param field within the credential, e.g. `response.signature`; empty for the whole */
export function malformed(field: string): DomainError {
  const pointer = ['/credential', ...field.split('.').filter((name) => name !== '')].join('/');
  return new DomainError('validation-failed', {
    errors: [{ pointer, detail: 'is not what a browser returns for a passkey' }],
  });
}
