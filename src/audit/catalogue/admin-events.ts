import { account, activity, BOTH, type EventDefinition, reason, SUCCESS } from './event-definition';

const proposal = {
  kind: 'What is to be done.',
  subjectId: 'Whose account it is about.',
  openedBy: 'The admin who proposed it.',
  status: 'What became of it: confirmed, rejected or withdrawn.',
};

/** What takes two admins, and how lost factors are replaced. */
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
  'recovery.requested': {
    when: 'Somebody asked by a form to recover an account, or asked in vain. The answer was the same.',
    outcomes: BOTH,
    subjects: ['user'],
    details: {
      requestId: 'The request that was opened, or that was open already.',
      codeProven: 'Whether the saved recovery code came with it; it is spent then.',
      reason,
    },
    retention: 'approvals',
    criterion: 'CC6.1',
    ocsf: account.other,
  },
  'recovery.progressed': {
    when: 'A recovery request went on: opened, approved, rejected, stopped, its link used, completed or expired.',
    outcomes: BOTH,
    subjects: ['recovery_request'],
    details: {
      event: 'What happened.',
      status: 'What the request was from then on.',
      accountId: 'Whose account is to be recovered.',
      by: 'owner, admin or system.',
      emergency: 'Whether two admins granted it without review and cooling-off.',
      reason,
    },
    retention: 'approvals',
    criterion: 'CC6.1',
    ocsf: account.other,
  },
  'recovery.lost_device': {
    when: 'A backup code opened a session that may only replace lost factors.',
    outcomes: SUCCESS,
    subjects: ['session'],
    details: {},
    retention: 'approvals',
    criterion: 'CC6.1',
    ocsf: account.other,
  },
  'recovery.factors_replaced': {
    when: 'A new factor took the place of all before it, and of the backup codes.',
    outcomes: SUCCESS,
    subjects: ['user'],
    details: {
      cause: 'lost-device or recovery.',
      factorId: 'The new factor.',
      requestId: 'The recovery request.',
    },
    retention: 'approvals',
    criterion: 'CC6.1',
    ocsf: account.other,
  },
} as const satisfies Record<string, EventDefinition>;
