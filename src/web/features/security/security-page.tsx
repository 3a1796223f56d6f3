import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '../../shared/session/session';
import { twoFactorStatusQuery } from '../../shared/session/two-factor-status';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { BackupCodes } from './backup-codes';
import { Factors } from './factors';
import { PaymentProtection } from './payment-protection';
import { ProtectionStatus } from './protection-status';
import { SaidProvider } from './said';
import { SecurityMessages } from './security-messages';
import { Sessions } from './sessions';
import { TrustedDevices } from './trusted-devices';
import { TurnOff } from './turn-off';

const words = texts.security;

export function Component() {
  const { accountType } = useMe();
  const status = useQuery(twoFactorStatusQuery);
  if (status.isPending) return <PageSkeleton />;
  if (status.isLoadingError)
    return (
      <Page title={words.title}>
        <ProblemAlert error={status.error} onRetry={() => status.refetch()} />
      </Page>
    );
  const { data } = status;
  return (
    <Page title={words.title} lead={words.lead}>
      <SaidProvider>
        <Stack gap="lg">
          <ProtectionStatus status={data} />
          {data.enabled && <Factors factors={data.factors} />}
          {data.enabled && <BackupCodes remaining={data.backupCodesRemaining} />}
          {accountType === 'client' && <PaymentProtection status={data} />}
          <TrustedDevices />
          <Sessions />
          <SecurityMessages />
          {data.enabled && data.policy.enforcement === 'optional' && <TurnOff />}
        </Stack>
      </SaidProvider>
    </Page>
  );
}
