import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Policy, PolicyVersion } from '../../../shared/api/types';
import { texts } from '../../../shared/texts';
import { Page } from '../../../shared/ui/page';
import { PageSkeleton } from '../../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../../shared/ui/problem-alert';
import { AboutPolicy, BackToPolicy } from './about-policy';
import { ChangeFlow } from './change-flow';
import { draftOf, readDraft } from './draft';
import { versionQuery } from './queries';
import { rulesOf } from './rules';
import { RulesForm } from './rules-form';

const words = texts.adminPolicies.form;

/** Begins with the version in force, or with the one that the address names. */
export function Component() {
  const [search] = useSearchParams();
  const version = search.get('version');
  return (
    <AboutPolicy>
      {(policy) =>
        version ? (
          <EditFrom key={version} policy={policy} version={Number(version)} />
        ) : (
          <EditPolicy policy={policy} base={policy} />
        )
      }
    </AboutPolicy>
  );
}

function EditFrom({ policy, version }: { policy: Policy; version: number }) {
  const { accountType } = policy;
  const base = useQuery(versionQuery(accountType, version));
  if (base.isPending) return <PageSkeleton />;
  if (base.isLoadingError)
    return (
      <Page title={words.title(accountType)} before={<BackToPolicy accountType={accountType} />}>
        <ProblemAlert error={base.error} onRetry={() => base.refetch()} />
      </Page>
    );
  return <EditPolicy policy={policy} base={base.data} />;
}

function EditPolicy({ policy, base }: { policy: Policy; base: PolicyVersion }) {
  const { accountType } = policy;
  const [begun] = useState(() => draftOf(rulesOf(base)));
  const [draft, setDraft] = useState(begun);
  const { rules, faults } = readDraft(draft);
  return (
    <ChangeFlow
      title={words.title(accountType)}
      lead={words.lead}
      policy={policy}
      rules={rules}
      isChanged={draft !== begun}
    >
      {base.version !== policy.version && <Text size="sm">{words.from(base.version)}</Text>}
      <RulesForm accountType={accountType} draft={draft} faults={faults} onChange={setDraft} />
    </ChangeFlow>
  );
}
