import type { Method } from './method';

const purposes: Partial<Record<Method, string>> = { totp: 'totp-secret', sms: 'phone-number' };

/** Where a factor's sealed secret belongs. @throws for a method that has none */
export function secretLocation({ id, userId, method }: { id: string; userId: string; method: Method }) {
  const purpose = purposes[method];
  if (!purpose) throw new Error(`Factors by ${method} have no secret`);
  return { userId, purpose, row: id };
}
