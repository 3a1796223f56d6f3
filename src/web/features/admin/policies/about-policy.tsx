import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { useParams } from 'react-router';
import type { AccountType, Policy } from '../../../shared/api/types';
import { texts } from '../../../shared/texts';
import { TextLink } from '../../../shared/ui/link';
import { Page } from '../../../shared/ui/page';
import { PageSkeleton } from '../../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../../shared/ui/problem-alert';
import { policyQuery } from './queries';

const words = texts.adminPolicies;

export const BackToPolicies = () => <TextLink to="/admin/policies">{words.back}</TextLink>;

export const BackToPolicy = ({ accountType }: Pick<Policy, 'accountType'>) => (
  <TextLink to={`/admin/policies/${accountType}`}>{words.form.backTo(accountType)}</TextLink>
);

/** A page about the policy that its address names. The server knows which account types there are. */
export function AboutPolicy({ children }: { children: (policy: Policy) => ReactNode }) {
  const { accountType = '' } = useParams();
  const policy = useQuery(policyQuery(accountType as AccountType));
  if (policy.isPending) return <PageSkeleton />;
  if (policy.isLoadingError)
    return (
      <Page title={words.title} before={<BackToPolicies />}>
        <ProblemAlert error={policy.error} onRetry={() => policy.refetch()} />
      </Page>
    );
  // What was typed for one account type is nothing for another.
  return <Fragment key={accountType}>{children(policy.data)}</Fragment>;
}
