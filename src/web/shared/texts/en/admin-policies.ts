import type { AccountType, PolicyImpact, PolicyVersion } from '../../api/types';
import { plural } from '../plural';

type Rule = PolicyImpact['weakened'][number];
type Impact = PolicyImpact['items'][number]['impacts'][number];

const people = (count: number) => plural(count, 'person', 'people');

const accounts: Record<AccountType, string> = {
  client: 'Clients',
  payee: 'Payees',
  admin: 'Admins',
  auditor: 'Auditors',
};

const rules: Record<Rule, string> = {
  enforcement: 'Second factor',
  graceDays: 'Time to set it up',
  methods: 'Allowed methods',
  minimumLogin: 'Good enough to sign in',
  minimumPayment: 'Good enough for a payment',
  minimumLargePayment: 'Good enough for a large payment',
  minimumFactorChange: 'Good enough to change factors and settings',
  largePaymentAbove: 'Large payments',
  emailMaxAmount: 'E-mail approves payments',
  sessionIdleMinutes: 'Sessions end when unused',
  sessionHours: 'Sessions end in any case',
  trustDays: 'Trusted devices',
};

const statuses: Record<PolicyVersion['status'], string> = {
  'in-force': 'In force',
  scheduled: 'Scheduled',
  ended: 'Ended',
  superseded: 'Never began',
};

const impacts: Record<Impact, { name: string; detail: string }> = {
  prompted: {
    name: 'Asked to set up a factor',
    detail: 'They have none that is good enough and are reminded, until their days are over.',
  },
  'locked-out': {
    name: 'Locked out until they set one up',
    detail: 'Their days are over: after signing in they can set up a factor, and nothing else.',
  },
  'no-allowed-method': {
    name: 'Without an allowed method',
    detail: 'They have a factor, but none that is good enough to sign in.',
  },
  'cannot-pay': {
    name: 'Cannot approve payments',
    detail: 'Nothing that they have answers the code that a payment asks for.',
  },
  'cannot-pay-large': {
    name: 'Cannot approve large payments',
    detail: 'Nothing that they have is good enough for a large payment.',
  },
};

export const adminPolicies = {
  title: 'Policies',
  lead: 'Who must have a second factor, and what is good enough for what.',
  accounts,
  rules,
  statuses,
  of: (account: AccountType) => `Policy for ${accounts[account].toLowerCase()}`,
  back: 'Policies',
  see: 'History and people',
  seeOf: (account: AccountType) => `History and people: ${accounts[account]}`,
  change: 'Change',
  changeOf: (account: AccountType) => `Change the policy for ${accounts[account].toLowerCase()}`,
  inForce: 'In force',
  inForceSince: (version: number, time: string | null) =>
    time ? `Version ${version}, in force since ${time}` : `Version ${version}, as installed`,
  words: {
    optional: 'Optional',
    required: 'Required',
    any: 'Any allowed method',
    graceDays: (days: number) => (days === 0 ? 'None' : plural(days, 'day', 'days')),
    noneIsLarge: 'No payment counts as large',
    above: (amount: string) => `Above ${amount}, and always with a code`,
    upTo: (amount: string) => `Up to ${amount}`,
    never: 'Never',
    operators: 'As the operator has configured',
    minutes: (count: number) => `For ${plural(count, 'minute', 'minutes')}`,
    hours: (count: number) => `After ${plural(count, 'hour', 'hours')}`,
    trust: (days: number) => (days === 0 ? 'None' : `For ${plural(days, 'day', 'days')}`),
  },
  was: (before: string) => `now: ${before}`,
  scheduled: {
    title: 'Scheduled',
    from: (version: number, time: string) => `Version ${version}, from ${time}`,
    same: 'Asks the same as the version in force.',
    change: 'Change',
    changeOf: (version: number) => `Change version ${version}`,
    drop: 'Keep what is in force',
    dropOf: (version: number) => `Keep what is in force instead of version ${version}`,
  },
  waiting: {
    title: 'A change waits for another admin',
    detail: (name: string, time: string) => `Proposed by ${name}. It expires ${time}.`,
    link: 'See the proposals',
  },
  history: {
    title: 'History',
    version: (version: number) => `Version ${version}`,
    restores: (version: number, restored: number) => `Version ${version}, as version ${restored} was`,
    by: (name: string, time: string) => `by ${name}, ${time}`,
    installed: 'as installed',
    starts: (time: string) => `from ${time}`,
    reason: (reason: string) => `“${reason}”`,
    rulesOf: (version: number) => `What version ${version} says`,
    restore: 'Roll back',
    restoreOf: (version: number) => `Roll back to version ${version}`,
  },
  impact: {
    now: 'Who it concerns now',
    title: 'Impact',
    at: (time: string, users: number, account: AccountType) =>
      `As of ${time}. ${accounts[account]} with a verified address: ${users}.`,
    nobody: 'Nobody is asked for anything, and nobody is locked out.',
    kinds: impacts,
    people,
    before: (count: number) => `now ${count}`,
    show: 'Show',
    showOf: (name: string) => `Show: ${name}`,
    hide: 'Hide',
    hideOf: (name: string) => `Hide: ${name}`,
    noFactor: 'no factor',
    graceEnds: (time: string) => `time to set one up ends ${time}`,
  },
  form: {
    title: (account: AccountType) => `Change the policy for ${accounts[account].toLowerCase()}`,
    lead: 'Nothing is saved before you have seen what it means to people.',
    backTo: (account: AccountType) => `Policy for ${accounts[account].toLowerCase()}`,
    from: (version: number) => `The form begins with version ${version}.`,
    who: 'Who needs a second factor',
    optionalHint: 'People decide for themselves.',
    requiredHint: 'Whoever has none is asked for it, and after their days can do nothing else.',
    graceDays: 'Days to set it up',
    graceHint: 'Counted for each person from the first version that required it or from their sign-up.',
    methodsTitle: 'Methods',
    methodsHint: 'The strongest come first.',
    adminsNoEmail: 'Admins never prove themselves by e-mail.',
    noMethod: 'Choose at least one method.',
    minimums: 'What is good enough',
    minimumsHint: 'The method that you choose, and every stronger one that is allowed.',
    minimum: {
      minimumLogin: 'To sign in',
      minimumPayment: 'For a payment',
      minimumLargePayment: 'For a large payment',
      minimumFactorChange: 'To change factors and settings',
    },
    payments: 'Payments',
    paymentsHint:
      'Amounts with two decimals, in the currency of each payment. Yen and others without decimals count a hundredfold: 10.00 is ¥1,000.',
    onlyClients: 'Only clients approve payments, so these say nothing about other accounts.',
    largePaymentAbove: 'Large is what is above',
    largeHint: 'Empty: no payment is large.',
    emailMaxAmount: 'E-mail approves up to',
    emailHint: 'Empty: as the operator has configured.',
    badAmount: 'This is not an amount with at most two decimals.',
    lifetimes: 'Sessions and trusted devices',
    sessionIdleMinutes: 'Minutes without use',
    sessionIdleHint: 'A session ends after them, at most 15.',
    sessionHours: 'Hours in all',
    sessionHoursHint: 'A session ends after them, at most 12.',
    trustDays: 'Days of trust',
    trustHint: 'A trusted device needs no second step to sign in. 0: none is trusted, from then on.',
    when: 'When and why',
    startsAt: 'Begins (empty: at once)',
    startsHint: 'By the clock of this device, within a year.',
    reason: 'Reason',
    reasonHint: 'Stays in the history, for other admins and for auditors.',
    preview: 'Preview the impact',
    leave: 'Leave this page? What you have changed is not saved.',
  },
  preview: {
    title: 'What it would mean',
    changes: 'What changes',
    nothing: 'Nothing would change: the rules are those in force, and nothing else is scheduled.',
    sameRules: 'It says the same as what is in force.',
    stale: 'You have changed something since the preview',
    staleDetail: 'Preview it again: only what you have seen can be saved.',
    weakened: 'It asks less than before',
    weakenedDetail: (names: string) => `Compared with what is in force or scheduled: ${names}.`,
    second: 'Another admin has to agree',
    secondDetail:
      'It asks less of admins, and nobody does that alone. You propose just this; another admin confirms it within a day.',
    yours: 'It concerns yourself',
    yoursDetail: (names: string) => `For you it means: ${names}.`,
    supersedes: (versions: string) => `Scheduled, and will not begin: version ${versions}`,
    supersedesDetail: 'What you save takes its place, as it begins earlier or at the same time.',
    save: 'Save the new version',
    propose: 'Propose it to another admin',
    saveAbout: (account: AccountType, time: string | null) =>
      `A new policy for ${accounts[account].toLowerCase()} ${time ? `begins ${time}` : 'begins at once'}.`,
    proposeAbout: (account: AccountType) =>
      `You propose a new policy for ${accounts[account].toLowerCase()}. Another admin has to confirm it.`,
    saved: (account: AccountType) => `The policy for ${accounts[account].toLowerCase()} has a new version.`,
    seePolicy: 'See the policy',
    proposed: 'Nothing has changed yet: your proposal waits for another admin, for a day.',
    seeProposals: 'See the proposals',
  },
  restore: {
    title: (version: number) => `Roll back to version ${version}`,
    lead: 'Its rules come back as a new version. The history stays as it is.',
    rules: (version: number) => `What version ${version} says`,
  },
  proposal: {
    account: 'Account',
    starts: 'Begins',
    atOnce: 'When it is confirmed',
    weakened: 'Asks less',
    nothing: 'The same as in force now.',
  },
};
