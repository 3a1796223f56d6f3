import { Text } from '@mantine/core';
import { Fragment } from 'react';
import { texts } from '../../../shared/texts';
import { Facts } from '../../../shared/work/facts';
import { changesInWords, inWords, type PolicyRules } from './rules';

/** A policy in words. */
export function RuleFacts({ rules }: { rules: PolicyRules }) {
  return <Facts facts={inWords(rules).map(({ name, text }) => [name, text])} />;
}

interface RuleChangesProps {
  before: PolicyRules;
  after: PolicyRules;
  /** Said when they do not differ. */
  same: string;
}

/** What another policy says differently, in words. */
export function RuleChanges({ before, after, same }: RuleChangesProps) {
  const changes = changesInWords(before, after);
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {same}
      </Text>
    );
  return (
    <Facts
      facts={changes.map(({ name, before: was, text }) => [
        name,
        <Fragment key={name}>
          {text}
          <Text size="sm" c="dimmed">
            {texts.adminPolicies.was(was)}
          </Text>
        </Fragment>,
      ])}
    />
  );
}
