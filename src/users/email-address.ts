/** One spelling per mailbox, as the database insists. What stands before the @ is not ours to interpret further. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}
