import type { ReactNode } from 'react';
import type { AccountType } from '../shared/api/types';
import { texts } from '../shared/texts';
import { IconContract, IconHome, IconPayments, IconShield, IconUser } from '../shared/ui/icons';

interface Entry {
  to: string;
  label: string;
  icon: ReactNode;
  /** Absent: for everybody. */
  only?: readonly AccountType[];
}

const words = texts.shell.navigation;
const parties: readonly AccountType[] = ['client', 'payee'];

const entries: readonly Entry[] = [
  { to: '/', label: words.dashboard, icon: <IconHome /> },
  { to: '/contracts', label: words.contracts, icon: <IconContract />, only: parties },
  { to: '/payments', label: words.payments, icon: <IconPayments />, only: parties },
  { to: '/security', label: words.security, icon: <IconShield /> },
  { to: '/account', label: words.account, icon: <IconUser /> },
];

export function navigationFor(accountType: AccountType): Entry[] {
  return entries.filter(({ only }) => !only || only.includes(accountType));
}
