import { Button, Stack } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'react-router';
import { itemsOf } from '../../shared/api/pages';
import type { Contract } from '../../shared/api/types';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { EmptyState } from '../../shared/ui/empty-state';
import { IconContract, IconPlus } from '../../shared/ui/icons';
import { TextLink } from '../../shared/ui/link';
import { LoadMore } from '../../shared/ui/load-more';
import { Page } from '../../shared/ui/page';
import { PageSkeleton } from '../../shared/ui/page-skeleton';
import { ProblemAlert } from '../../shared/ui/problem-alert';
import { RowsSkeleton } from '../../shared/ui/rows';
import { Section } from '../../shared/ui/section';
import { MilestoneRows } from '../../shared/work/milestone-rows';
import { contractQuery, milestonesQuery } from '../../shared/work/queries';
import { Funds } from './funds';
import { MilestoneForm } from './milestone-form';

const words = texts.work;

export function Component() {
  const { id = '' } = useParams();
  const contract = useQuery(contractQuery(id));
  if (contract.isPending) return <PageSkeleton />;
  if (contract.isLoadingError)
    return (
      <Page title={words.contract}>
        <ProblemAlert error={contract.error} onRetry={() => contract.refetch()} />
      </Page>
    );
  return <ContractDetail contract={contract.data} />;
}

function ContractDetail({ contract }: { contract: Contract }) {
  const { id, title, client, payee } = contract;
  const isClient = useMe().accountType === 'client';
  const milestones = useInfiniteQuery(milestonesQuery({ contractId: id }));
  const all = itemsOf(milestones.data);
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Page
      title={title}
      lead={words.contracts.with((isClient ? payee : client).name)}
      before={<TextLink to="/contracts">{words.contracts.back}</TextLink>}
    >
      <Stack gap="lg">
        {isClient && <Funds contract={contract} />}
        <Section
          title={words.milestonesTitle}
          actions={
            isClient &&
            !isAdding && (
              <Button
                variant="default"
                leftSection={<IconPlus size={16} />}
                onClick={() => setIsAdding(true)}
              >
                {words.milestoneForm.add}
              </Button>
            )
          }
        >
          {isAdding && <MilestoneForm contract={contract} onDone={() => setIsAdding(false)} />}
          <ProblemAlert error={milestones.error} onRetry={() => milestones.refetch()} />
          {milestones.isPending && <RowsSkeleton />}
          <MilestoneRows label={words.milestonesTitle} milestones={all} />
          <LoadMore list={milestones} />
          {milestones.isSuccess && all.length === 0 && !isAdding && (
            <EmptyState
              icon={<IconContract size={28} />}
              title={words.milestoneForm.empty}
              detail={isClient ? words.milestoneForm.emptyClient : words.milestoneForm.emptyPayee}
            />
          )}
        </Section>
      </Stack>
    </Page>
  );
}
