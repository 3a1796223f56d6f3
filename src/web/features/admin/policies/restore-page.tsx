import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import type { Policy } from '../../../shared/api/types';
import { texts } from '../../../shared/texts';
import { Page } from '../../../shared/ui/page';
import { PageSkeleton } from '../../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../../shared/ui/problem-alert';
import { Section } from '../../../shared/ui/section';
import { AboutPolicy, BackToPolicy } from './about-policy';
import { ChangeFlow } from './change-flow';
import { versionQuery } from './queries';
import { RuleFacts } from './rule-facts';
import { rulesOf } from './rules';

const words = texts.adminPolicies.restore;

export function Component() {
  const { version = '' } = useParams();
  return (
    <AboutPolicy>
      {(policy) => <Restore key={version} policy={policy} version={Number(version)} />}
    </AboutPolicy>
  );
}

function Restore({ policy, version }: { policy: Policy; version: number }) {
  const { accountType } = policy;
  const old = useQuery(versionQuery(accountType, version));
  if (old.isPending) return <PageSkeleton />;
  if (old.isLoadingError)
    return (
      <Page title={words.title(version)} before={<BackToPolicy accountType={accountType} />}>
        <ProblemAlert error={old.error} onRetry={() => old.refetch()} />
      </Page>
    );
  return (
    <ChangeFlow
      title={words.title(version)}
      lead={words.lead}
      policy={policy}
      rules={rulesOf(old.data)}
      restores={version}
    >
      <Section title={words.rules(version)}>
        <RuleFacts rules={old.data} />
      </Section>
    </ChangeFlow>
  );
}
