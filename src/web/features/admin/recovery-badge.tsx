import type { ComponentProps } from 'react';
import type { Recovery } from '../../shared/api/types';
import { texts } from '../../shared/texts';
import { StatusBadge } from '../../shared/work/status-badge';

const tones: Record<Recovery['status'], ComponentProps<typeof StatusBadge>['tone']> = {
  requested: 'waiting',
  'cooling-off': 'waiting',
  ready: 'waiting',
  enrolling: 'waiting',
  completed: 'good',
  rejected: 'stopped',
  vetoed: 'bad',
  expired: 'quiet',
};

export function RecoveryBadge({ status }: Pick<Recovery, 'status'>) {
  return <StatusBadge tone={tones[status]}>{texts.admin.recoveries.statuses[status]}</StatusBadge>;
}
