import { useInfiniteQuery } from '@tanstack/react-query';
import { formatDay } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconContract, IconPlus } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { LoadMore } from '../../shared/ui/load-more';
import { Page } from '../../shared/ui/page';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { Row, Rows, RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { contractsQuery, itemsOf } from '../../shared/work/queries';

const words = texts.work.contracts;

export function Component() {
  const isClient = useMe().accountType === 'client';
  const contracts = useInfiniteQuery(contractsQuery);
  const all = itemsOf(contracts.data);
  const create = (
    <ButtonLink to="/contracts/new" leftSection={<IconPlus size={16} />}>
      {words.create}
    </ButtonLink>
  );
  return (
    <Page
      title={words.title}
      lead={isClient ? words.clientLead : words.payeeLead}
      actions={isClient && all.length > 0 && create}
    >
      <Section title={words.title}>
        <ProblemAlert error={contracts.error} onRetry={() => contracts.refetch()} />
        {contracts.isPending && <RowsSkeleton />}
        {all.length > 0 && (
          <Rows label={words.title}>
            {all.map(({ id, title, client, payee, currency, createdAt }) => (
              <Row
                key={id}
                to={`/contracts/${id}`}
                title={title}
                detail={words.with((isClient ? payee : client).name)}
                aside={`${currency} · ${formatDay(createdAt)}`}
              />
            ))}
          </Rows>
        )}
        <LoadMore list={contracts} />
        {contracts.isSuccess && all.length === 0 && (
          <EmptyState
            icon={<IconContract size={28} />}
            title={words.empty}
            detail={isClient ? words.clientEmpty : words.payeeEmpty}
            action={isClient && create}
          />
        )}
      </Section>
    </Page>
  );
}
