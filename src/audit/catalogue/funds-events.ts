import { activity, BOTH, type EventDefinition, reason, SUCCESS } from './event-definition';

const approvals = { retention: 'approvals', criterion: 'CC6.1' } as const;
const amount = 'In minor units.';
const currency = 'ISO 4217.';
const clientId = 'Whose payments.';

/** Money at the gateway, disputes and holds. */
export const fundsEvents = {
  'authorization.funded': {
    ...approvals,
    when: 'Money of the client was held at the gateway, or the gateway declined or gave no answer.',
    outcomes: BOTH,
    subjects: ['authorization'],
    details: { contractId: 'For which contract.', amount, currency, reason },
    ocsf: activity.create,
  },
  'authorization.voiding': {
    ...approvals,
    when: 'A client let go of the money that an authorization still held, or could not.',
    outcomes: BOTH,
    subjects: ['authorization'],
    details: { contractId: 'For which contract.', amount, currency, reason },
    ocsf: activity.update,
  },
  'authorization.voided': {
    ...approvals,
    when: 'The gateway has given back what an authorization still held.',
    outcomes: SUCCESS,
    subjects: ['authorization'],
    details: { by: 'gateway where it did so by itself.' },
    ocsf: activity.delete,
  },
  'authorization.expired': {
    ...approvals,
    when: 'The gateway reported that it holds the money of an authorization no longer.',
    outcomes: SUCCESS,
    subjects: ['authorization'],
    details: {},
    ocsf: activity.delete,
  },
  'authorization.refunded': {
    ...approvals,
    when: 'The gateway reported that captured money went back to the client, or that it did not after all.',
    outcomes: SUCCESS,
    subjects: ['authorization'],
    details: {
      refunded: 'How much in all, in minor units; less than before where a refund has failed.',
      currency,
    },
    ocsf: activity.update,
  },
  'dispute.opened': {
    ...approvals,
    criterion: 'CC7.3',
    when: 'The client has disputed a charge with their bank.',
    outcomes: SUCCESS,
    subjects: ['authorization'],
    details: {
      dispute: "The gateway's name for it.",
      status: 'As the gateway tells it.',
      reason: 'As the gateway tells it.',
      amount,
      currency,
      paymentIds: 'The payments that the charge paid.',
    },
    ocsf: activity.create,
  },
  'dispute.updated': {
    ...approvals,
    criterion: 'CC7.3',
    when: 'A dispute has changed or was decided.',
    outcomes: SUCCESS,
    subjects: ['authorization'],
    details: {
      dispute: "The gateway's name for it.",
      status: 'As the gateway tells it.',
      reason: 'As the gateway tells it.',
      amount,
      currency,
      paymentIds: 'The payments that the charge paid.',
    },
    ocsf: activity.update,
  },
  'hold.placed': {
    ...approvals,
    criterion: 'CC7.4',
    when: 'Payments of a client were put on hold, or an admin may not. Their words are kept with the hold.',
    outcomes: BOTH,
    subjects: ['hold'],
    details: {
      clientId,
      reason: 'Why, as a word; of a refusal, the code of the problem.',
      source: 'What placed it.',
      originId: 'The row that it comes from.',
      approvalId: 'Where it stops one approval only.',
      paymentId: 'Where it stops one payment only.',
      endsAt: 'When it ends by itself; null: only when lifted.',
      paymentsUnderWay: 'How many payments could not be stopped any more.',
    },
    ocsf: activity.create,
  },
  'hold.lifted': {
    ...approvals,
    criterion: 'CC7.4',
    when: 'An admin ended a hold before its time, or may not. Their words are kept with the hold.',
    outcomes: BOTH,
    subjects: ['hold'],
    details: { clientId, reason },
    ocsf: activity.delete,
  },
  'hold.ended': {
    ...approvals,
    criterion: 'CC7.4',
    when: 'The end of a hold had come.',
    outcomes: SUCCESS,
    subjects: ['hold'],
    details: { clientId, reason: 'Why it was placed.', endsAt: 'When it ended.' },
    ocsf: activity.delete,
  },
} as const satisfies Record<string, EventDefinition>;
