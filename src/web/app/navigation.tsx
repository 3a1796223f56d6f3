import type { ReactNode } from 'react';
import type { AccountType } from '../shared/api/types';
import { texts } from '../shared/texts';
import {
  IconChart,
  IconContract,
  IconHelp,
  IconHome,
  IconPayments,
  IconShield,
  IconUser,
} from '../shared/ui/icons';

interface Entry {
  to: string;
  label: string;
  icon: ReactNode;
  /** Absent: for everybody. */
  only?: readonly AccountType[];
}

const words = texts.shell.navigation;
const overseers: readonly AccountType[] = ['admin', 'auditor'];
const parties: readonly AccountType[] = ['client', 'payee'];

const entries: readonly Entry[] = [
  { to: '/', label: words.dashboard, icon: <IconHome /> },
  { to: '/contracts', label: words.contracts, icon: <IconContract />, only: parties },
  { to: '/payments', label: words.payments, icon: <IconPayments />, only: parties },
  { to: '/analytics', label: words.analytics, icon: <IconChart />, only: overseers },
  { to: '/security', label: words.security, icon: <IconShield /> },
  { to: '/account', label: words.account, icon: <IconUser /> },
  { to: '/help', label: words.help, icon: <IconHelp /> },
];

export function navigationFor(accountType: AccountType): Entry[] {
  return entries.filter(({ only }) => !only || only.includes(accountType));
}
