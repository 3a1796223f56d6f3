import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Policy, PolicyImpact } from '../../../shared/api/types';
import { texts } from '../../../shared/texts';
import { Notice, ProblemAlert } from '../../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../../shared/ui/rows';
import { Section } from '../../../shared/ui/section';
import { Impact } from './impact';
import { type ImpactKind, type ImpactQuestion, impactQuery } from './queries';
import { RuleChanges } from './rule-facts';
import { areSame, type PolicyRules } from './rules';

const { preview: words, impact: impactWords, rules: ruleNames } = texts.adminPolicies;

interface PreviewProps {
  policy: Policy;
  rules: PolicyRules;
  question: ImpactQuestion;
  impact: UseQueryResult<PolicyImpact>;
  onSave: (newestVersion: number, proposes: boolean) => void;
}

/** What would change for whom, and the button that makes it so. Takes the focus: it appears below the form. */
export function Preview({ policy, rules, question, impact, onSave }: PreviewProps) {
  const [shown, setShown] = useState<ImpactKind | null>(null);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  const now = useQuery(impactQuery(policy.accountType, {}));
  const { data } = impact;
  const isSame = areSame(policy, rules);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div ref={place} tabIndex={-1} role="group" aria-label={words.title}>
      <Section title={words.title}>
        <ProblemAlert error={impact.error} onRetry={() => impact.refetch()} />
        {impact.isPending && <RowsSkeleton />}
        {data && (
          <Stack gap="md">
            <Title order={3} size="h4">
              {words.changes}
            </Title>
            <RuleChanges before={policy} after={rules} same={words.sameRules} />
            <Warnings impact={data} />
            <Title order={3} size="h4">
              {impactWords.title}
            </Title>
            <Impact
              accountType={policy.accountType}
              question={question}
              impact={data}
              now={now.data?.counts}
              shown={shown}
              onShow={setShown}
            />
            {isSame && data.supersedes.length === 0 ? (
              <Notice tone="info" title={words.nothing} />
            ) : (
              <Group>
                <Button onClick={() => onSave(data.newestVersion, data.needsSecondAdmin)}>
                  {data.needsSecondAdmin ? words.propose : words.save}
                </Button>
              </Group>
            )}
          </Stack>
        )}
      </Section>
    </div>
  );
}

function Warnings({ impact }: { impact: PolicyImpact }) {
  const { weakened, needsSecondAdmin, supersedes, yours } = impact;
  const yourImpacts = yours.map((kind) => impactWords.kinds[kind].name).join(', ');
  return (
    <>
      {yours.length > 0 && (
        <Notice tone="warning" title={words.yours}>
          <Text size="sm">{words.yoursDetail(yourImpacts)}</Text>
        </Notice>
      )}
      {weakened.length > 0 && (
        <Notice tone="warning" title={words.weakened}>
          <Text size="sm">{words.weakenedDetail(weakened.map((rule) => ruleNames[rule]).join(', '))}</Text>
        </Notice>
      )}
      {needsSecondAdmin && (
        <Notice tone="info" title={words.second}>
          <Text size="sm">{words.secondDetail}</Text>
        </Notice>
      )}
      {supersedes.length > 0 && (
        <Notice tone="warning" title={words.supersedes(supersedes.join(', '))}>
          <Text size="sm">{words.supersedesDetail}</Text>
        </Notice>
      )}
    </>
  );
}
