import { DomainError } from '../../common/domain-error';

/** There is no session, or it has ended meanwhile. */
export function notLoggedIn(): DomainError {
  return new DomainError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
}
