import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Milestone, PaymentStatus } from '../api/types';
import { texts } from '../texts';
import { IconAlert, IconCheck, IconClock, IconPause } from '../ui/icons';

type Tone = 'quiet' | 'waiting' | 'good' | 'stopped' | 'bad';

/** A shape beside the word: colour alone says nothing. */
const looks: Record<Tone, { color: string; icon: ReactNode }> = {
  quiet: { color: 'gray', icon: <IconClock size={14} /> },
  waiting: { color: 'blue', icon: <IconClock size={14} /> },
  good: { color: 'brand', icon: <IconCheck size={14} /> },
  stopped: { color: 'yellow', icon: <IconPause size={14} /> },
  bad: { color: 'red', icon: <IconAlert size={14} /> },
};

export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const { color, icon } = looks[tone];
  return (
    <Badge color={color} leftSection={icon} size="lg">
      {children}
    </Badge>
  );
}

const paymentTones: Record<PaymentStatus, Tone> = {
  pending: 'waiting',
  processing: 'waiting',
  unknown: 'waiting',
  held: 'stopped',
  released: 'good',
  failed: 'bad',
};

export function PaymentBadge({ status }: { status: PaymentStatus }) {
  return <StatusBadge tone={paymentTones[status]}>{texts.work.paymentStatus[status]}</StatusBadge>;
}

const milestoneTones: Record<Milestone['status'], Tone> = {
  pending: 'quiet',
  submitted: 'waiting',
  approved: 'good',
  paid: 'good',
  cancelled: 'bad',
};

/** Of a milestone with a payment that is under way or stopped, that is what matters. */
export function MilestoneBadge({ milestone: { status, payment } }: { milestone: Milestone }) {
  if (payment && status === 'approved') return <PaymentBadge status={payment.status} />;
  return <StatusBadge tone={milestoneTones[status]}>{texts.work.milestoneStatus[status]}</StatusBadge>;
}
