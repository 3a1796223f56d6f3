const UNIQUE_VIOLATION = '23505';

/** Whether PostgreSQL refused a row because of this unique constraint or index: somebody else has made it already. */
export function violates(error: unknown, constraint: string): boolean {
  const { code, constraint: violated } = error as { code?: string; constraint?: string };
  return code === UNIQUE_VIOLATION && violated === constraint;
}
