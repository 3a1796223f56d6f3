import { activity, BOTH, type EventDefinition, reason, SUCCESS } from './event-definition';

const proposal = {
  kind: 'What is to be done.',
  subjectId: 'Whose account it is about.',
  openedBy: 'The admin who proposed it.',
  status: 'What became of it: confirmed, rejected or withdrawn.',
};

/** What takes two admins. */
export const adminEvents = {
  'proposal.opened': {
    when: 'An admin proposed what takes two of them, or could not. Their words are kept with the proposal.',
    outcomes: BOTH,
    subjects: ['proposal'],
    details: {
      kind: proposal.kind,
      subjectId: proposal.subjectId,
      digest: 'SHA-256 of exactly what is to be done, as canonical JSON; the proposal keeps it.',
      reason,
    },
    retention: 'security',
    criterion: 'CC6.2',
    ocsf: activity.create,
  },
  'proposal.confirmed': {
    when: 'Another admin confirmed a proposal, which carried it out with this event, or may not.',
    outcomes: BOTH,
    subjects: ['proposal'],
    details: { ...proposal, reason },
    retention: 'security',
    criterion: 'CC6.2',
    ocsf: activity.update,
  },
  'proposal.turned_down': {
    when: 'An admin rejected a proposal or took their own back, or may not. Their words are kept with it.',
    outcomes: BOTH,
    subjects: ['proposal'],
    details: { ...proposal, reason },
    retention: 'security',
    criterion: 'CC6.2',
    ocsf: activity.update,
  },
  'proposal.expired': {
    when: 'Nobody decided a proposal in time.',
    outcomes: SUCCESS,
    subjects: ['proposal'],
    details: { kind: proposal.kind, subjectId: proposal.subjectId },
    retention: 'security',
    criterion: 'CC6.2',
    ocsf: activity.other,
  },
} as const satisfies Record<string, EventDefinition>;
