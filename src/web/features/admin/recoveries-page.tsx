import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AccountType, Recovery } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { choices } from '../../shared/ui/filter-form';
import { Page } from '../../shared/ui/page';
import { Row } from '../../shared/ui/rows';
import { useFilters } from '../../shared/ui/use-filters';
import { FilteredList } from './filtered-list';
import { recoveriesQuery } from './queries';
import { RecoveryBadge } from './recovery-badge';

const { recoveries: words, accountTypes } = texts.admin;
const ALL = 'all';
const states = [
  { value: '', label: words.live },
  { value: ALL, label: words.all },
  ...Object.entries(words.statuses).map(([value, label]) => ({ value, label })),
];

/** What is under way, unless somebody asks for more. */
const wantedStatus = (status: string | undefined) => {
  if (!status) return { live: true };
  return status === ALL ? {} : { status: status as Recovery['status'] };
};

export function Component() {
  const filters = useFilters(['status', 'accountType']);
  const { status, accountType } = filters.filters;
  const recoveries = useInfiniteQuery(
    recoveriesQuery({
      ...wantedStatus(status),
      ...(accountType && { accountType: accountType as AccountType }),
    }),
  );
  return (
    <Page title={words.title} lead={words.lead}>
      <FilteredList
        filters={filters}
        fields={(set) => (
          <>
            <NativeSelect name="status" label={words.status} data={states} defaultValue={set.status ?? ''} />
            <NativeSelect
              name="accountType"
              label={words.accountType}
              data={choices(accountTypes)}
              defaultValue={set.accountType ?? ''}
            />
          </>
        )}
        list={recoveries}
        row={(recovery) => <RecoveryRow key={recovery.id} recovery={recovery} />}
        words={words}
      />
    </Page>
  );
}

function RecoveryRow({ recovery }: { recovery: Omit<Recovery, 'timeline' | 'facts'> }) {
  const { id, account, openedBy, openedAt, status, reviewable, emergency } = recovery;
  const facts = [
    accountTypes[account.accountType],
    openedBy ? words.openedBy(openedBy.name) : words.openedByOwner,
    formatTime(openedAt),
    emergency && words.emergency,
    reviewable && words.yours,
  ];
  return (
    <Row
      to={`/admin/recoveries/${id}`}
      title={account.name}
      detail={facts.filter(Boolean).join(' · ')}
      aside={<RecoveryBadge status={status} />}
    />
  );
}
