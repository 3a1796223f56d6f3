import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AccountType } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { Facts } from '../../../shared/work/facts';
import { policyQuery } from './queries';
import { RuleChanges, RuleFacts } from './rule-facts';
import type { PolicyRules, Rule } from './rules';

const { proposal: words, accounts, rules: ruleNames } = texts.adminPolicies;

/** As proposals of the kind `policy-change` carry it. */
export interface ProposedPolicy {
  accountType: AccountType;
  startsAt: string | null;
  rules: PolicyRules;
  weakened: Rule[];
}

/** What a proposal would change; of one that is decided, what it said. */
export function ProposedChange({ change, isOpen }: { change: ProposedPolicy; isOpen: boolean }) {
  const { accountType, startsAt, rules, weakened } = change;
  return (
    <>
      <Facts
        facts={[
          [words.account, accounts[accountType]],
          [words.starts, startsAt ? formatTime(startsAt) : words.atOnce],
          weakened.length > 0 ? [words.weakened, weakened.map((rule) => ruleNames[rule]).join(', ')] : null,
        ]}
      />
      {isOpen ? <Difference accountType={accountType} rules={rules} /> : <RuleFacts rules={rules} />}
    </>
  );
}

function Difference({ accountType, rules }: Pick<ProposedPolicy, 'accountType' | 'rules'>) {
  const policy = useQuery(policyQuery(accountType));
  if (policy.isPending) return <Skeleton h={60} />;
  if (!policy.data) return <RuleFacts rules={rules} />;
  return <RuleChanges before={policy.data} after={rules} same={words.nothing} />;
}
