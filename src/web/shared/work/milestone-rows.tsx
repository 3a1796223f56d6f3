import type { Milestone } from '../api/types';
import { useMe } from '../session/session';
import { Row, Rows } from '../ui/rows';
import { Money } from './money';
import { MilestoneBadge } from './status-badge';

export function MilestoneRows({ label, milestones }: { label: string; milestones: readonly Milestone[] }) {
  const isClient = useMe().accountType === 'client';
  if (milestones.length === 0) return null;
  return (
    <Rows label={label}>
      {milestones.map((milestone) => (
        <Row
          key={milestone.id}
          to={`/milestones/${milestone.id}`}
          title={milestone.title}
          detail={isClient ? milestone.payee.name : milestone.description}
          aside={
            <>
              <MilestoneBadge milestone={milestone} />
              <Money amount={milestone.amount} currency={milestone.currency} />
            </>
          }
        />
      ))}
    </Rows>
  );
}
