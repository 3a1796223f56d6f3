import { lazy } from 'react';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconShieldCheck } from '../../shared/ui/icons';
import { Page } from '../../shared/ui/page';

const ClientDashboard = lazy(() => import('./client-dashboard'));
const PayeeDashboard = lazy(() => import('./payee-dashboard'));
const words = texts.work.dashboard;

export function Component() {
  const { name, accountType } = useMe();
  const title = words.title(name.split(' ')[0] ?? name);
  if (accountType === 'client')
    return (
      <Page title={title} lead={words.clientLead}>
        <ClientDashboard />
      </Page>
    );
  if (accountType === 'payee')
    return (
      <Page title={title} lead={words.payeeLead}>
        <PayeeDashboard />
      </Page>
    );
  return (
    <Page title={title} lead={words.operatorLead}>
      <EmptyState
        icon={<IconShieldCheck size={28} />}
        title={words.operatorTitle}
        detail={words.operatorDetail}
      />
    </Page>
  );
}
