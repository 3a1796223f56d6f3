import { account, activity, BOTH, type EventDefinition, reason, SUCCESS } from './event-definition';

/** What becomes of personal data. Erasures stay known for ever: they say why events have no address any more. */
export const privacyEvents = {
  'account.erased': {
    when: 'Two admins erased a person: the account is anonymous and can never be used again.',
    outcomes: SUCCESS,
    subjects: ['user'],
    details: {
      proposalId: 'What the second admin confirmed.',
      openedBy: 'The first admin; the actor is the second.',
    },
    retention: 'permanent',
    criterion: 'CC6.5',
    ocsf: account.delete,
  },
  'account.log_erased': {
    when: 'Address and user agent of all events of an erased person have been taken away.',
    outcomes: SUCCESS,
    subjects: ['user'],
    details: {
      events: 'Of how many events in the last run.',
      proposalId: 'What the second admin confirmed.',
    },
    retention: 'permanent',
    criterion: 'CC6.5',
    ocsf: account.other,
  },
  'account.data_exported': {
    when: 'A person took a copy of everything that is held about them, or was refused.',
    outcomes: BOTH,
    subjects: ['user'],
    details: { challengeId: 'The challenge that was to pay for it.', reason },
    retention: 'security',
    criterion: 'CC6.7',
    ocsf: activity.read,
  },
} as const satisfies Record<string, EventDefinition>;
