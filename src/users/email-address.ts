/** One spelling per mailbox, as the database insists. What stands before the @ is not ours to interpret further. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** What may be shown to whoever knows the address already, e.g. `a**@example.com`. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}${'*'.repeat(Math.max(3, local.length - 1))}@${domain}`;
}
