import { NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { AccountType, UserItem } from '../../shared/api/types';
import { formatDay } from '../../shared/format/time';
import { texts } from '../../shared/texts';
import { choices } from '../../shared/ui/filter-form';
import { Page } from '../../shared/ui/page';
import { Row } from '../../shared/ui/rows';
import { useFilters } from '../../shared/ui/use-filters';
import { StatusBadge } from '../../shared/work/status-badge';
import { FilteredList } from './filtered-list';
import { usersQuery } from './queries';

const { users: words, accountTypes, methods } = texts.admin;

export function Component() {
  const filters = useFilters(['email', 'accountType', 'twoFactor']);
  const { email, accountType, twoFactor } = filters.filters;
  const users = useInfiniteQuery(
    usersQuery({
      ...(email && { email }),
      ...(accountType && { accountType: accountType as AccountType }),
      ...(twoFactor && { twoFactor: twoFactor as keyof typeof words.states }),
    }),
  );
  return (
    <Page title={words.title} lead={words.lead}>
      <FilteredList
        filters={filters}
        fields={(set) => (
          <>
            <TextInput
              name="email"
              label={words.email}
              defaultValue={set.email ?? ''}
              autoComplete="off"
              spellCheck={false}
            />
            <NativeSelect
              name="accountType"
              label={words.accountType}
              data={choices(accountTypes)}
              defaultValue={set.accountType ?? ''}
            />
            <NativeSelect
              name="twoFactor"
              label={words.twoFactor}
              data={choices(words.states)}
              defaultValue={set.twoFactor ?? ''}
            />
          </>
        )}
        list={users}
        row={(user) => <UserRow key={user.id} user={user} />}
        words={words}
      />
    </Page>
  );
}

function UserRow({ user }: { user: UserItem }) {
  const { id, name, email, accountType, twoFactor, recoveryRequestId, hasPassword } = user;
  const facts = [
    email,
    accountTypes[accountType],
    twoFactor.methods.map((method) => methods[method]).join(', '),
    twoFactor.graceEndsAt && words.graceEnds(formatDay(twoFactor.graceEndsAt)),
  ];
  return (
    <Row
      to={`/admin/users/${id}`}
      title={name}
      detail={facts.filter(Boolean).join(' · ')}
      aside={
        <>
          {!hasPassword && <StatusBadge tone="stopped">{words.frozen}</StatusBadge>}
          {recoveryRequestId && <StatusBadge tone="waiting">{words.recovering}</StatusBadge>}
          {twoFactor.lockedUntil && <StatusBadge tone="bad">{words.states.locked}</StatusBadge>}
          <StatusBadge tone={twoFactor.enabled ? 'good' : 'quiet'}>
            {twoFactor.enabled ? words.states.enabled : words.states.disabled}
          </StatusBadge>
        </>
      }
    />
  );
}
