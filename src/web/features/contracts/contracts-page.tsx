import { useInfiniteQuery } from '@tanstack/react-query';
import { itemsOf } from '../../shared/api/pages';
import { formatDay } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconContract, IconPlus } from '../../shared/ui/icons';
import { ButtonLink } from '../../shared/ui/link';
import { Page } from '../../shared/ui/page';
import { PagedList } from '../../shared/ui/paged-list';
import { Row } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { contractsQuery } from '../../shared/work/queries';

const words = texts.work.contracts;

export function Component() {
  const isClient = useMe().accountType === 'client';
  const contracts = useInfiniteQuery(contractsQuery);
  const create = (
    <ButtonLink to="/contracts/new" leftSection={<IconPlus size={16} />}>
      {words.create}
    </ButtonLink>
  );
  return (
    <Page
      title={words.title}
      lead={isClient ? words.clientLead : words.payeeLead}
      actions={isClient && itemsOf(contracts.data).length > 0 && create}
    >
      <Section title={words.title}>
        <PagedList
          label={words.title}
          list={contracts}
          row={({ id, title, client, payee, currency, createdAt }) => (
            <Row
              key={id}
              to={`/contracts/${id}`}
              title={title}
              detail={words.with((isClient ? payee : client).name)}
              aside={`${currency} · ${formatDay(createdAt)}`}
            />
          )}
          empty={
            <EmptyState
              icon={<IconContract size={28} />}
              title={words.empty}
              detail={isClient ? words.clientEmpty : words.payeeEmpty}
              action={isClient && create}
            />
          }
        />
      </Section>
    </Page>
  );
}
