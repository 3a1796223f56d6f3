import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../shared/api/client';
import type { Proposal } from '../../shared/api/types';
import { formatTime } from '../../shared/format/time';
import { useMe } from '../../shared/session/session';
import { texts } from '../../shared/texts';
import { Page } from '../../shared/ui/page';
import { More, Raw } from '../../shared/ui/raw';
import { Row } from '../../shared/ui/rows';
import { useFilters } from '../../shared/ui/use-filters';
import { StatusBadge } from '../../shared/work/status-badge';
import { changeInWords } from './change-words';
import { FilteredList } from './filtered-list';
import { ProposedChange, type ProposedPolicy } from './policies/proposed-change';
import { proposalsQuery } from './queries';
import { useAct } from './use-act';

const words = texts.admin.proposals;
const ALL = 'all';
const { open, ...over } = words.statuses;
const states = [
  { value: '', label: open },
  { value: ALL, label: words.all },
  ...Object.entries(over).map(([value, label]) => ({ value, label })),
];
const tones = {
  open: 'waiting',
  confirmed: 'good',
  rejected: 'stopped',
  withdrawn: 'quiet',
  expired: 'quiet',
} as const;

export function Component() {
  const filters = useFilters(['status']);
  const { status = 'open' } = filters.filters;
  const proposals = useInfiniteQuery(
    proposalsQuery(status === ALL ? {} : { status: status as Proposal['status'] }),
  );
  const { confirm, turnDown, dialogs, said } = useDecisions();
  return (
    <Page title={words.title} lead={words.lead}>
      {said}
      <FilteredList
        filters={filters}
        fields={(set) => (
          <NativeSelect name="status" label={words.status} data={states} defaultValue={set.status ?? ''} />
        )}
        list={proposals}
        row={(proposal) => (
          <ProposalRow
            key={proposal.id}
            proposal={proposal}
            onConfirm={() => confirm(proposal)}
            onTurnDown={(isOwn) => turnDown(proposal, isOwn)}
          />
        )}
        words={words}
      />
      {dialogs}
    </Page>
  );
}

function useDecisions() {
  const { prove, explainAndProve, dialogs, said } = useAct();
  return {
    dialogs,
    said,
    confirm: ({ id, title, openedBy }: Proposal) =>
      prove({
        about: words.confirmAbout(openedBy.name, title),
        attempt: `confirm proposal ${id}`,
        done: words.confirmed,
        act: (header) =>
          answer(api.POST('/api/admin/proposals/{id}/confirm', { params: { path: { id }, header } })),
      }),
    turnDown: ({ id, title, openedBy }: Proposal, isOwn: boolean) =>
      explainAndProve({
        title: isOwn ? words.withdrawTitle : words.rejectTitle,
        about: words.rejectAbout(openedBy.name, title),
        attempt: `turn down proposal ${id}`,
        done: isOwn ? words.withdrawn : words.rejected,
        act: (header, { reason }) =>
          answer(
            api.POST('/api/admin/proposals/{id}/reject', {
              params: { path: { id }, header },
              body: { reason },
            }),
          ),
      }),
  };
}

interface ProposalRowProps {
  proposal: Proposal;
  onConfirm: () => void;
  onTurnDown: (isOwn: boolean) => void;
}

function ProposalRow({ proposal, onConfirm, onTurnDown }: ProposalRowProps) {
  const { kind, title, status, account, change, reason, ticket, openedBy, openedAt, expiresAt, note } =
    proposal;
  const isOpen = status === 'open';
  const isOwn = useMe().id === openedBy.id;
  const facts = [
    words.by(openedBy.name, formatTime(openedAt)),
    account && words.about(account.name),
    words.reason(reason),
    ticket,
    isOpen && words.expires(formatTime(expiresAt)),
    note && words.reason(note),
  ];
  return (
    <Row
      title={title.charAt(0).toUpperCase() + title.slice(1)}
      detail={
        <>
          {facts.filter(Boolean).join(' · ')}
          <More title={words.change}>
            {kind === 'policy-change' ? (
              <ProposedChange change={change as unknown as ProposedPolicy} isOpen={isOpen} />
            ) : (
              (changeInWords(proposal) ?? <Raw>{JSON.stringify(change, null, 2)}</Raw>)
            )}
          </More>
        </>
      }
      aside={
        <>
          <StatusBadge tone={tones[status]}>{words.statuses[status]}</StatusBadge>
          {isOpen && (
            <Button
              variant="default"
              size="xs"
              aria-label={isOwn ? words.withdrawOf(title) : words.rejectOf(title)}
              onClick={() => onTurnDown(isOwn)}
            >
              {isOwn ? words.withdraw : words.reject}
            </Button>
          )}
          {proposal.confirmable && (
            <Button size="xs" aria-label={words.confirmOf(title)} onClick={onConfirm}>
              {words.confirm}
            </Button>
          )}
        </>
      }
    />
  );
}
