import { joined, own, removed, type TableEntry } from './entry';

const books =
  'All of it, with a pseudonym in the place of the person: books are kept as long as the law wants.';
const side = `CASE WHEN x.client_id = $1 THEN 'client' ELSE 'payee' END AS "yourSide"`;

/** Contracts, approvals and money. */
export const moneyTables = {
  contracts: {
    holds: 'Who works for whom, and what they call it.',
    erase: [
      { text: `UPDATE contracts SET status = 'ended' WHERE $1 IN (client_id, payee_id)`, values: ['id'] },
    ],
    stays: books,
    exported: [
      joined(
        'contracts',
        `${side}, x.title, x.currency, x.status, x.created_at AS "createdAt"`,
        'contracts x WHERE $1 IN (x.client_id, x.payee_id)',
      ),
    ],
  },
  milestones: {
    holds: 'What is to be done, in the words of the client.',
    stays: books,
    exported: [
      joined(
        'milestones',
        `x.contract_id AS "contractId", x.title, x.description, x.amount::float8 AS amount, c.currency, x.status,
         x.created_at AS "createdAt", x.submitted_at AS "submittedAt", x.approved_at AS "approvedAt"`,
        'milestones x JOIN contracts c ON c.id = x.contract_id WHERE $1 IN (c.client_id, c.payee_id)',
      ),
    ],
  },
  authorizations: {
    holds: "Money that was held, and the gateway's name for the means of payment.",
    stays: books,
    exported: [
      own(
        'authorizations',
        'authorizations',
        `contract_id AS "contractId", payment_method AS "paymentMethod", amount::float8 AS amount,
         remaining::float8 AS remaining, currency, status, created_at AS "createdAt", expires_at AS "expiresAt"`,
        'client_id',
      ),
    ],
  },
  approvals: {
    holds: 'What a client approved, and from which device and network.',
    erase: [
      { text: 'UPDATE approvals SET device = NULL, network = NULL WHERE client_id = $1', values: ['id'] },
    ],
    stays: books,
    exported: [
      own(
        'approvals',
        'approvals',
        `status, total::float8 AS total, currency, payment_method AS "paymentMethod",
         step_up_required AS "stepUpRequired", step_up_reasons AS "stepUpReasons", device, network,
         created_at AS "createdAt", approved_at AS "approvedAt", ended_at AS "endedAt"`,
        'client_id',
      ),
    ],
  },
  approval_items: { holds: 'The milestones of an approval, and whom each of them pays.', stays: books },
  payments: {
    holds: 'Who was paid how much, when, for what.',
    stays: books,
    exported: [
      joined(
        'payments',
        `${side}, x.approval_id AS "approvalId", x.milestone_id AS "milestoneId", x.amount::float8 AS amount,
         x.currency, x.status, x.failure, x.created_at AS "createdAt", x.released_at AS "releasedAt"`,
        'payments x WHERE $1 IN (x.client_id, x.payee_id)',
      ),
    ],
  },
  disputes: {
    holds: 'Charges that a client disputed with their bank.',
    stays: books,
    exported: [
      {
        as: 'disputes',
        text: `
          SELECT a.id, json_agg(json_build_object('gatewayId', d.id, 'amount', d.amount, 'currency', d.currency, 'reason', d.reason,
            'status', d.status, 'openedAt', d.opened_at, 'closedAt', d.closed_at)) AS disputes
          FROM authorizations a JOIN disputes d ON d.authorization_id = a.id
          WHERE a.client_id = $1 AND ($2::uuid IS NULL OR a.id > $2) GROUP BY a.id ORDER BY a.id LIMIT $3`,
      },
    ],
  },
  holds: {
    holds: 'Stops on payments of a client, and the words of the admins who placed or lifted one.',
    erase: [
      {
        text: `
          UPDATE holds SET lift_reason = CASE WHEN lift_reason IS NOT NULL THEN 'Erased.' END,
            note = CASE WHEN note IS NOT NULL THEN 'Erased.' END
          WHERE client_id = $1`,
        values: ['id'],
      },
    ],
    stays: 'That there was one, why and until when: how incidents were handled.',
    exported: [
      own(
        'holds',
        'holds',
        `reason, source, placed_at AS "placedAt", ends_at AS "endsAt", ended_at AS "endedAt", lifted_at AS "liftedAt"`,
        'client_id',
      ),
    ],
  },
  exposures: {
    holds: 'Sums that a client approved in the last days, by payee.',
    erase: removed('exposures', 'client_id'),
  },
  gateway_events: { holds: null },
} as const satisfies Record<string, TableEntry>;
