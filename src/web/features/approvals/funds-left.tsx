import { Skeleton, Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useLocation } from 'react-router';
import type { Authorization, Milestone } from '../../shared/api/types';
import { formatMoney } from '../../shared/format/money';
import { texts } from '../../shared/texts';
import { ButtonLink } from '../../shared/ui/link';
import { Notice } from '../../shared/ui/problem-alert';
import { Facts } from '../../shared/work/facts';
import { authorizationsQuery, contractQuery } from '../../shared/work/queries';

const words = texts.approval.review;

/** What is left of the money held for each contract, before and after. The server decides; this only says so early. */
export function FundsLeft({ milestones }: { milestones: readonly Milestone[] }) {
  const { pathname, search } = useLocation();
  const contractIds = [...new Set(milestones.map(({ contractId }) => contractId))];
  const authorizations = useQueries({ queries: contractIds.map((id) => authorizationsQuery(id)) });
  const contracts = useQueries({ queries: contractIds.map((id) => contractQuery(id)) });
  if ([...authorizations, ...contracts].some(({ isPending }) => isPending)) return <Skeleton h={48} />;
  const lines = contractIds.map((id, index) => {
    const items = authorizations[index]?.data?.items ?? [];
    const needed = milestones
      .filter((each) => each.contractId === id)
      .reduce((sum, { amount }) => sum + amount, 0);
    return { id, title: contracts[index]?.data?.title ?? texts.work.contract, needed, ...leftOf(items) };
  });
  const currency = milestones[0]?.currency ?? 'USD';
  const short = lines.find(({ left, needed }) => left < needed);
  return (
    <Stack gap="sm">
      <Facts
        facts={lines.map(({ id, title, left, needed }) => [
          lines.length > 1 ? `${words.left}: ${title}` : words.left,
          <span key={id}>
            {formatMoney(left, currency)}
            {left >= needed && (
              <Text component="span" size="sm" c="dimmed">
                {' '}
                · {words.leftAfter(formatMoney(left - needed, currency))}
              </Text>
            )}
          </span>,
        ])}
      />
      {short && (
        <Notice tone="warning" title={(short.isLive ? words.notEnough : words.none).title}>
          <Text size="sm">{(short.isLive ? words.notEnough : words.none).detail}</Text>
          <ButtonLink
            size="sm"
            to={`/contracts/${short.id}?fund&back=${encodeURIComponent(pathname + search)}`}
          >
            {words.fund}
          </ButtonLink>
        </Notice>
      )}
    </Stack>
  );
}

function leftOf(authorizations: readonly Authorization[]): { left: number; isLive: boolean } {
  const live = authorizations.filter(({ status }) => status === 'active');
  return { left: live.reduce((sum, { remaining }) => sum + remaining, 0), isLive: live.length > 0 };
}
