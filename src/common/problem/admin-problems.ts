import type { ProblemDefinition } from './problem-definition';

/** Problems of what admins do to the accounts of others, and of what takes two of them. */
export const adminProblems = {
  'second-admin-required': {
    status: 403,
    title: 'Nobody weakens the policy of their own account',
    detail: 'Leave out what asks less of admins than now, or propose it for another admin to confirm.',
  },
  'policy-changed': {
    status: 409,
    title: 'The policy has changed in the meantime',
    detail: 'Look at the newest version and at what yours would mean now, then decide again.',
  },
  'another-admin-required': {
    status: 403,
    title: 'Another admin has to do this',
    detail: 'It is about your own account, or you had a part in it already.',
  },
  'proposal-open': {
    status: 409,
    title: 'The same waits for a second admin already',
    detail: 'Have it confirmed or rejected first.',
  },
  'proposal-over': {
    status: 409,
    title: 'The proposal is over',
    detail: 'It was decided or nobody did so in time. Read its status.',
  },
  'proposal-outdated': {
    status: 409,
    title: 'The proposal fits no longer',
    detail: 'What it is about, or the rights of whoever made it, have changed. Start a new one.',
  },
  'recovery-open': {
    status: 409,
    title: 'A recovery of this account is under way',
    detail: 'Go on with the one that is named, or have it rejected first.',
  },
  'recovery-over': {
    status: 409,
    title: 'This cannot be done to the recovery request any more',
    detail: 'Somebody was quicker, or its time is over. Read its status.',
  },
  'recovery-link-invalid': {
    status: 410,
    title: 'The link is no longer valid',
    detail: 'It was used, is too old or not complete. If you still have no access, ask for a recovery again.',
  },
  'emergency-closed': {
    status: 409,
    title: 'The emergency access was justified already',
    detail: 'Read it: it says by whom and how.',
  },
  'address-taken': {
    status: 409,
    title: 'There is an account with this address',
    detail: 'Change what it may do instead of creating another one.',
  },
  'role-unchanged': {
    status: 409,
    title: 'The account has this type already',
    detail: 'There is nothing to change.',
  },
  'not-locked': {
    status: 409,
    title: 'The account is not locked',
    detail: 'Nothing keeps its owner from entering the next code.',
  },
} as const satisfies Record<string, ProblemDefinition>;
