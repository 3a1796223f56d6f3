import type { SealedRow } from './export-pages';

/** OCSF 1.3: which class and activity an event type is; https://schema.ocsf.io/1.3.0 */
interface Kind {
  classUid: 3001 | 3002 | 6003;
  activityId: number;
}

const OTHER = 99;
const LOGON = 1;
const LOGOFF = 2;

const kinds: Record<string, Kind> = {
  'account.registered': { classUid: 3001, activityId: 1 },
  'account.created': { classUid: 3001, activityId: 1 },
  'account.password_changed': { classUid: 3001, activityId: 3 },
  'account.password_reset': { classUid: 3001, activityId: 4 },
  'lockout.started': { classUid: 3001, activityId: 9 },
  'lockout.ended': { classUid: 3001, activityId: 12 },
  'factor.activated': { classUid: 3001, activityId: 10 },
  'two_factor.enabled': { classUid: 3001, activityId: 10 },
  'factor.removed': { classUid: 3001, activityId: 11 },
  'factor.disabled': { classUid: 3001, activityId: 11 },
  'two_factor.disabled': { classUid: 3001, activityId: 11 },
  'session.login': { classUid: 3002, activityId: LOGON },
  'session.second_factor': { classUid: 3002, activityId: LOGON },
  'session.logout': { classUid: 3002, activityId: LOGOFF },
  'session.revoked': { classUid: 3002, activityId: LOGOFF },
};

/** Account Change where accounts and what belongs to them change, Authentication where somebody proves something. */
const families: [RegExp, Kind['classUid']][] = [
  [/^(session|challenge)\./, 3002],
  [
    /^(account|factor|two_factor|backup_codes?|device|lockout|sms_consent|security_settings|policy|recovery)[._]/,
    3001,
  ],
];

const categories = { 3001: 3, 3002: 3, 6003: 6 } as const;
const STATUS = { success: 1, failure: 2 } as const;
const SEVERITY = { success: 1, failure: 3 } as const;

export function ocsfEvent(row: SealedRow, product: string): object {
  const { classUid, activityId } = kindOf(row.type);
  return {
    activity_id: activityId,
    ...(activityId === OTHER ? { activity_name: row.type } : {}),
    category_uid: categories[classUid],
    class_uid: classUid,
    type_uid: classUid * 100 + activityId,
    time: Date.parse(row.at),
    severity_id: SEVERITY[row.outcome],
    status_id: STATUS[row.outcome],
    metadata: {
      version: '1.3.0',
      uid: row.id,
      sequence: row.sequence,
      event_code: row.type,
      correlation_uid: row.requestId ?? undefined,
      product: { name: product, vendor_name: product },
    },
    ...(row.actorId === null ? {} : { actor: { user: { uid: row.actorId } } }),
    ...(classUid === 6003
      ? { api: { operation: row.type } }
      : { user: { uid: (row.subjectType === 'user' ? row.subjectId : row.actorId) ?? 'unknown' } }),
    ...(row.ip === null ? {} : { src_endpoint: { ip: row.ip } }),
    ...(row.userAgent === null ? {} : { http_request: { user_agent: row.userAgent } }),
    unmapped: { subject: { type: row.subjectType, id: row.subjectId }, details: row.details },
  };
}

function kindOf(type: string): Kind {
  const known = kinds[type];
  if (known) return known;
  const classUid = families.find(([pattern]) => pattern.test(type))?.[1] ?? 6003;
  return { classUid, activityId: OTHER };
}
