import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import type { Recovery } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { recoveryQuery } from './queries';
import { RecoveryBadge } from './recovery-badge';
import { useAct } from './use-act';

const { recovery: words, methods: methodNames, accountTypes } = texts.admin;
const timeOf = (time: string | null) => (time ? formatTime(time) : words.never);

export function Component() {
  const { id = '' } = useParams();
  const recovery = useQuery(recoveryQuery(id));
  if (recovery.isPending) return <PageSkeleton />;
  const before = <TextLink to="/admin/recoveries">{words.back}</TextLink>;
  if (recovery.isLoadingError)
    return (
      <Page title={words.fallbackTitle} before={before}>
        <ProblemAlert error={recovery.error} onRetry={() => recovery.refetch()} />
      </Page>
    );
  const { data } = recovery;
  return (
    <Page title={words.title(data.account.name)} before={before}>
      <Stack gap="lg">
        <Decision recovery={data} />
        <Request recovery={data} />
        <AccountFacts facts={data.facts} />
        <Timeline steps={data.timeline} />
      </Stack>
    </Page>
  );
}

function Decision({ recovery: { id, account, reviewable } }: { recovery: Recovery }) {
  const { explainAndProve, dialogs, said } = useAct();
  const approve = () =>
    explainAndProve({
      title: words.approveTitle(account.name),
      about: words.approveAbout,
      attempt: `approve recovery ${id}`,
      done: words.approved,
      act: (header, { reason }) =>
        answer(
          api.POST('/api/admin/recovery-requests/{id}/approve', {
            params: { path: { id }, header },
            body: { reason },
          }),
        ),
    });
  const reject = () =>
    explainAndProve({
      title: words.rejectTitle(account.name),
      about: words.rejectAbout,
      attempt: `reject recovery ${id}`,
      done: words.rejected,
      act: (header, { reason }) =>
        answer(
          api.POST('/api/admin/recovery-requests/{id}/reject', {
            params: { path: { id }, header },
            body: { reason },
          }),
        ),
    });
  return (
    <>
      {said}
      {reviewable && (
        <Section title={words.decide}>
          <Text size="sm" c="dimmed">
            {words.decideHint}
          </Text>
          <Group gap="sm">
            <Button onClick={approve}>{words.approve}</Button>
            <Button variant="default" onClick={reject}>
              {words.reject}
            </Button>
          </Group>
        </Section>
      )}
      {dialogs}
    </>
  );
}

function Request({ recovery }: { recovery: Recovery }) {
  const { account, status, openedBy, place, reason, ticket, openedAt, dueAt, codeProven, reviewedBy } =
    recovery;
  return (
    <Section title={words.request}>
      <Facts
        facts={[
          [words.status, <RecoveryBadge key="status" status={status} />],
          [
            words.account,
            <TextLink key="account" to={`/admin/users/${account.id}`}>
              {`${account.email} (${accountTypes[account.accountType]})`}
            </TextLink>,
          ],
          [words.openedBy, openedBy?.name ?? words.owner],
          [words.openedAt, formatTime(openedAt)],
          place ? [words.from, place] : null,
          [words.reason, reason],
          ticket ? [words.ticket, ticket] : null,
          [words.codeProven, codeProven ? words.proven : words.notProven],
          reviewedBy ? [words.reviewedBy, reviewedBy.name] : null,
          dueAt ? [words.dueAt, formatTime(dueAt)] : null,
        ]}
      />
    </Section>
  );
}

function AccountFacts({ facts }: Pick<Recovery, 'facts'>) {
  const names: Partial<Record<string, string>> = methodNames;
  const methods = facts.methods.map((method) => names[method] ?? method).join(', ');
  return (
    <Section title={words.facts}>
      <Text size="sm" c="dimmed">
        {words.factsHint}
      </Text>
      <Facts
        facts={[
          [words.createdAt, timeOf(facts.createdAt)],
          [words.passwordChangedAt, timeOf(facts.passwordChangedAt)],
          [words.emailChangedAt, timeOf(facts.emailChangedAt)],
          [words.recoveredAt, timeOf(facts.recoveredAt)],
          [words.lastProvenAt, timeOf(facts.lastProvenAt)],
          [words.methods, methods || words.none],
          [words.backupCodes, facts.backupCodesRemaining],
        ]}
      />
    </Section>
  );
}

function Timeline({ steps }: { steps: Recovery['timeline'] }) {
  return (
    <Section title={words.timeline}>
      <Rows label={words.timeline}>
        {steps.map(({ event, by, at, admin, note }) => (
          <Row
            key={`${event} ${at}`}
            title={words.steps[event]}
            detail={[formatTime(at), admin ? words.byAdmin(admin.name) : words.by[by], note]
              .filter(Boolean)
              .join(' · ')}
          />
        ))}
      </Rows>
    </Section>
  );
}
