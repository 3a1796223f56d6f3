import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { answer, api } from '../../shared/api/client';
import type { AdminUser } from '../../shared/api/types';
import { formatDay, formatTime } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { ButtonLink, TextLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row, Rows } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { Facts } from '../../shared/work/facts';
import { userQuery } from './queries';
import { useAct } from './use-act';

const { user: words, accountTypes, methods } = texts.admin;

export function Component() {
  const { id = '' } = useParams();
  const user = useQuery(userQuery(id));
  if (user.isPending) return <PageSkeleton />;
  if (user.isLoadingError)
    return (
      <Page title={words.title} before={<BackLink />}>
        <ProblemAlert error={user.error} onRetry={() => user.refetch()} />
      </Page>
    );
  return <UserDetail user={user.data} />;
}

const BackLink = () => <TextLink to="/admin/users">{words.back}</TextLink>;

function UserDetail({ user }: { user: AdminUser }) {
  const me = useMe();
  const { id, name, accountType, recoveryRequestId } = user;
  const { unlock, recover, dialogs, said } = useUserActs(user);
  const { lockedUntil, codesDisabledAt, enabled } = user.twoFactor;
  const isOther = me.id !== id;
  return (
    <Page
      title={name}
      before={<BackLink />}
      actions={
        <>
          {isOther && (lockedUntil || codesDisabledAt) && <Button onClick={unlock}>{words.unlock}</Button>}
          {isOther && enabled && !recoveryRequestId && (
            <Button variant="default" onClick={recover}>
              {words.recover}
            </Button>
          )}
          {recoveryRequestId && (
            <ButtonLink to={`/admin/recoveries/${recoveryRequestId}`} variant="default">
              {words.recovery}
            </ButtonLink>
          )}
        </>
      }
    >
      <Stack gap="lg">
        {said}
        <Protection user={user} />
        <Factors factors={user.factors} />
        <Account user={user} />
        <Group gap="sm">
          {accountType === 'client' && (
            <ButtonLink to={`/admin/holds?clientId=${id}`} variant="default">
              {words.holds}
            </ButtonLink>
          )}
          <ButtonLink to={`/audit?actorId=${id}`} variant="default">
            {words.events}
          </ButtonLink>
        </Group>
      </Stack>
      {dialogs}
    </Page>
  );
}

function useUserActs({ id, name }: AdminUser) {
  const { explainAndProve, dialogs, said } = useAct();
  return {
    dialogs,
    said,
    unlock: () =>
      explainAndProve({
        title: words.unlockTitle(name),
        about: words.unlockAbout,
        attempt: `unlock ${id}`,
        done: words.unlocked(name),
        act: (header, { reason }) =>
          answer(
            api.POST('/api/admin/users/{id}/unlock', { params: { path: { id }, header }, body: { reason } }),
          ),
      }),
    recover: () =>
      explainAndProve({
        title: words.recoverTitle(name),
        about: words.recoverAbout,
        attempt: `recover ${id}`,
        needsTicket: true,
        done: words.recovering(name),
        act: (header, { reason, ticket }) =>
          answer(
            api.POST('/api/admin/recovery-requests', {
              params: { header },
              body: { userId: id, reason, ticket },
            }),
          ),
      }),
  };
}

function Protection({ user: { accountType, twoFactor } }: { user: AdminUser }) {
  const { enabled, enabledAt, enforcement, graceEndsAt, lockedUntil, codesDisabledAt } = twoFactor;
  return (
    <Section title={words.protection}>
      <Facts
        facts={[
          [words.state, enabled && enabledAt ? words.on(formatDay(enabledAt)) : words.off],
          [
            words.policy,
            <TextLink key="policy" to={`/admin/policies/${accountType}`}>
              {words.enforcement[enforcement]}
            </TextLink>,
          ],
          enabled ? [words.backupCodes, twoFactor.backupCodesRemaining] : null,
          graceEndsAt ? [words.grace, formatTime(graceEndsAt)] : null,
          lockedUntil ? [words.locked, formatTime(lockedUntil)] : null,
          codesDisabledAt ? [words.codesDisabled, formatTime(codesDisabledAt)] : null,
        ]}
      />
    </Section>
  );
}

function Factors({ factors }: Pick<AdminUser, 'factors'>) {
  return (
    <Section title={words.factors}>
      {factors.length === 0 && (
        <Text size="sm" c="dimmed">
          {words.noFactors}
        </Text>
      )}
      {factors.length > 0 && (
        <Rows label={words.factors}>
          {factors.map(({ id, method, label, maskedDestination, createdAt, lastUsedAt }) => (
            <Row
              key={id}
              title={label}
              detail={[
                methods[method],
                maskedDestination,
                words.added(formatDay(createdAt)),
                lastUsedAt ? words.used(formatTime(lastUsedAt)) : words.neverUsed,
              ]
                .filter(Boolean)
                .join(' · ')}
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function Account({ user }: { user: AdminUser }) {
  return (
    <Section title={words.account}>
      <Facts
        facts={[
          [words.email, words.verified(user.email, user.emailVerified)],
          [words.type, accountTypes[user.accountType]],
          [words.since, formatDay(user.createdAt)],
          user.recoveredAt ? [words.recoveredAt, formatTime(user.recoveredAt)] : null,
          [words.id, user.id],
        ]}
      />
    </Section>
  );
}
