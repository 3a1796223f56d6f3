import type { Proposal } from '../../shared/api/types';
import { texts } from '../../shared/texts';

const words = texts.admin.proposals.changes;
const { accountTypes } = texts.shell;

type AccountType = keyof typeof accountTypes;

/** What a confirmation would do, in words; null for kinds that this page does not know. Policies are told rule by rule elsewhere. */
export function changeInWords({
  kind,
  change,
  account,
}: Pick<Proposal, 'kind' | 'change' | 'account'>): string | null {
  const name = account?.name ?? words.somebody;
  switch (kind) {
    case 'role-change': {
      const { from, to } = change as unknown as { from: AccountType; to: AccountType };
      return words.role(name, accountTypes[from], accountTypes[to]);
    }
    case 'account-creation': {
      const created = change as unknown as { name: string; email: string; accountType: AccountType };
      return words.creation(created.name, created.email, accountTypes[created.accountType]);
    }
    case 'user-erasure':
      return words.erasure(name);
    case 'emergency-access':
      return words.emergency(name);
    default:
      return null;
  }
}
