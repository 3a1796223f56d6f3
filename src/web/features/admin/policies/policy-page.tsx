import { Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { itemsOf } from '../../../shared/api/pages';
import type { Policy } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { ButtonLink, TextLink } from '../../../shared/ui/link';
import { Page } from '../../../shared/ui/page';
import { Notice, ProblemAlert } from '../../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../../shared/ui/rows';
import { Section } from '../../../shared/ui/section';
import { useFilters } from '../../../shared/ui/use-filters';
import { proposalsQuery } from '../queries';
import { AboutPolicy, BackToPolicies } from './about-policy';
import { Impact, kinds } from './impact';
import { impactQuery } from './queries';
import { RuleChanges, RuleFacts } from './rule-facts';
import { VersionHistory } from './version-history';

const words = texts.adminPolicies;

export function Component() {
  return <AboutPolicy>{(policy) => <PolicyDetail policy={policy} />}</AboutPolicy>;
}

function PolicyDetail({ policy }: { policy: Policy }) {
  const { accountType, version, author, startsAt, scheduled } = policy;
  return (
    <Page
      title={words.of(accountType)}
      before={<BackToPolicies />}
      actions={<ButtonLink to={`/admin/policies/${accountType}/edit`}>{words.change}</ButtonLink>}
    >
      <Stack gap="lg">
        <WaitingChange accountType={accountType} />
        <Section title={words.inForce}>
          <Text size="sm" c="dimmed">
            {words.inForceSince(version, author && formatTime(startsAt))}
          </Text>
          <RuleFacts rules={policy} />
        </Section>
        {scheduled.length > 0 && <Scheduled policy={policy} />}
        <ConcernedNow accountType={accountType} />
        <VersionHistory policy={policy} />
      </Stack>
    </Page>
  );
}

function WaitingChange({ accountType }: Pick<Policy, 'accountType'>) {
  const proposals = useInfiniteQuery(proposalsQuery({ status: 'open', kind: 'policy-change' }));
  const waiting = itemsOf(proposals.data).find(
    ({ change }) => (change as Pick<Policy, 'accountType'>).accountType === accountType,
  );
  if (!waiting) return null;
  return (
    <Notice tone="info" title={words.waiting.title}>
      <Text size="sm">{words.waiting.detail(waiting.openedBy.name, formatTime(waiting.expiresAt))}</Text>
      <TextLink to="/admin/proposals">{words.waiting.link}</TextLink>
    </Notice>
  );
}

/** The way to drop a scheduled version is to save the present rules anew: what is newer takes its place. */
function Scheduled({ policy }: { policy: Policy }) {
  const path = `/admin/policies/${policy.accountType}`;
  const { from, same, change, changeOf, drop, dropOf, title } = words.scheduled;
  return (
    <Section title={title}>
      {policy.scheduled.map((later) => (
        <Stack key={later.version} gap="xs">
          <Title order={3} size="h4">
            {from(later.version, formatTime(later.startsAt))}
          </Title>
          <RuleChanges before={policy} after={later} same={same} />
          <Stack gap="xs" align="flex-start">
            <ButtonLink
              to={`${path}/edit?version=${later.version}`}
              variant="default"
              size="xs"
              aria-label={changeOf(later.version)}
            >
              {change}
            </ButtonLink>
            <ButtonLink
              to={`${path}/restore/${policy.version}`}
              variant="default"
              size="xs"
              aria-label={dropOf(later.version)}
            >
              {drop}
            </ButtonLink>
          </Stack>
        </Stack>
      ))}
    </Section>
  );
}

function ConcernedNow({ accountType }: Pick<Policy, 'accountType'>) {
  const impact = useQuery(impactQuery(accountType, {}));
  const { filters, apply } = useFilters(['impact']);
  return (
    <Section title={words.impact.now}>
      <ProblemAlert error={impact.error} onRetry={() => impact.refetch()} />
      {impact.isPending && <RowsSkeleton />}
      {impact.data && (
        <Impact
          accountType={accountType}
          question={{}}
          impact={impact.data}
          shown={kinds.find((kind) => kind === filters.impact) ?? null}
          onShow={(kind) => apply({ impact: kind ?? '' })}
        />
      )}
    </Section>
  );
}
