import type { ReactNode } from 'react';
import type { AccountType } from '../shared/api/types';
import { texts } from '../shared/texts';
import {
  IconChart,
  IconCheck,
  IconContract,
  IconEye,
  IconHelp,
  IconHome,
  IconKey,
  IconMail,
  IconPause,
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
const admins: readonly AccountType[] = ['admin'];

const entries: readonly Entry[] = [
  { to: '/', label: words.dashboard, icon: <IconHome /> },
  { to: '/contracts', label: words.contracts, icon: <IconContract />, only: parties },
  { to: '/payments', label: words.payments, icon: <IconPayments />, only: parties },
  { to: '/admin/users', label: words.users, icon: <IconUser />, only: admins },
  { to: '/admin/recoveries', label: words.recoveries, icon: <IconKey />, only: admins },
  { to: '/admin/proposals', label: words.proposals, icon: <IconCheck />, only: admins },
  { to: '/admin/policies', label: words.policies, icon: <IconShield />, only: admins },
  { to: '/admin/holds', label: words.holds, icon: <IconPause />, only: admins },
  { to: '/admin/messages', label: words.messages, icon: <IconMail />, only: admins },
  { to: '/audit', label: words.audit, icon: <IconEye />, only: overseers },
  { to: '/analytics', label: words.analytics, icon: <IconChart />, only: overseers },
  { to: '/security', label: words.security, icon: <IconShield /> },
  { to: '/account', label: words.account, icon: <IconUser /> },
  { to: '/help', label: words.help, icon: <IconHelp /> },
];

export function navigationFor(accountType: AccountType): Entry[] {
  return entries.filter(({ only }) => !only || only.includes(accountType));
}
