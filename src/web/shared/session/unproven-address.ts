/** Somebody whose address is not proven yet, with what signs them in once it is. */
interface Unproven {
  email: string;
  password: string;
  /** They had registered before, and were about to sign in. */
  isReminder?: boolean;
}

let kept: Unproven | null = null;

/** From one page to the next, in memory: the browser writes what goes along with an address to the disk. */
export function keepUnproven(account: Unproven): void {
  kept = account;
}

/** Null after a reload. */
export function unproven(): Unproven | null {
  return kept;
}

export function forgetUnproven(): void {
  kept = null;
}
