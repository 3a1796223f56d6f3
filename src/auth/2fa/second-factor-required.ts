import { DomainError } from '../../common/domain-error';
import type { Purpose } from './method';

/** Not enough assurance (RFC 9470 section 3): names the purpose of the challenge that would do. */
export function secondFactorRequired(purpose: Purpose): DomainError {
  return new DomainError('second-factor-required', {
    purpose,
    headers: {
      'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", acr_values="2fa", max_age="300"',
    },
  });
}
