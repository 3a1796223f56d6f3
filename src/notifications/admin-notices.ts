import { entry } from './notice-entry';

const outcomes = {
  confirmed: 'confirmed and carried out',
  rejected: 'rejected',
  withdrawn: 'withdrawn by the admin who made it',
};

/** What admins are told of what concerns no account of theirs. */
export const adminNotices = {
  'account-report-filed': entry<{ about: string }>({
    severity: 'critical',
    title: 'An account was reported and secured',
    body: ({ about }) =>
      `Somebody says that this was not them: “${about}”. Their account was secured; the report waits for an admin.`,
    wasntMe: false,
    action: 'review-reports',
    inAppOnly: true,
  }),
  'proposal-opened': entry<{ what: string }>({
    severity: 'warning',
    title: 'A proposal waits for a second admin',
    body: ({ what }) => `An admin wants to ${what}. Another one has to confirm it within a day.`,
    wasntMe: false,
    action: 'review-proposals',
    inAppOnly: true,
  }),
  'proposal-decided': entry<{ what: string; outcome: keyof typeof outcomes }>({
    severity: 'info',
    title: 'A proposal was decided',
    body: ({ what, outcome }) => `The proposal to ${what} was ${outcomes[outcome]}.`,
    wasntMe: false,
    action: 'review-proposals',
    inAppOnly: true,
  }),
};
