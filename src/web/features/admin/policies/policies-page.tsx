import { Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Policy } from '../../../shared/api/types';
import { formatTime } from '../../../shared/format/time';
import { texts } from '../../../shared/texts';
import { ButtonLink } from '../../../shared/ui/link';
import { Page } from '../../../shared/ui/page';
import { PageSkeleton } from '../../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../../shared/ui/problem-alert';
import { Section } from '../../../shared/ui/section';
import { policiesQuery } from './queries';
import { RuleChanges, RuleFacts } from './rule-facts';

const words = texts.adminPolicies;

export function Component() {
  const policies = useQuery(policiesQuery);
  if (policies.isPending) return <PageSkeleton />;
  return (
    <Page title={words.title} lead={words.lead}>
      <ProblemAlert error={policies.error} onRetry={() => policies.refetch()} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        {policies.data?.items.map((policy) => (
          <PolicyCard key={policy.accountType} policy={policy} />
        ))}
      </SimpleGrid>
    </Page>
  );
}

function PolicyCard({ policy }: { policy: Policy }) {
  const { accountType, version, author, startsAt, scheduled } = policy;
  const path = `/admin/policies/${accountType}`;
  return (
    <Section
      title={words.accounts[accountType]}
      actions={
        <Group gap="xs">
          <ButtonLink to={path} variant="default" size="xs" aria-label={words.seeOf(accountType)}>
            {words.see}
          </ButtonLink>
          <ButtonLink to={`${path}/edit`} size="xs" aria-label={words.changeOf(accountType)}>
            {words.change}
          </ButtonLink>
        </Group>
      }
    >
      <Text size="sm" c="dimmed">
        {words.inForceSince(version, author && formatTime(startsAt))}
      </Text>
      <RuleFacts rules={policy} />
      {scheduled.map((later) => (
        <Stack key={later.version} gap={4}>
          <Title order={3} size="h4">
            {words.scheduled.from(later.version, formatTime(later.startsAt))}
          </Title>
          <RuleChanges before={policy} after={later} same={words.scheduled.same} />
        </Stack>
      ))}
    </Section>
  );
}
