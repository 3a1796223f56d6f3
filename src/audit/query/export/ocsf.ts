import { definitionOf } from '../../catalogue/catalogue';
import type { OcsfKind } from '../../catalogue/event-definition';
import type { SealedRow } from './export-pages';

const OTHER = 99;
/** Of types that are no longer in the catalogue. */
const unknown: OcsfKind = { classUid: 6003, activityId: OTHER };
const categories = { 3001: 3, 3002: 3, 6003: 6 } as const;
const STATUS = { success: 1, failure: 2 } as const;
const SEVERITY = { success: 1, failure: 3 } as const;

/** OCSF 1.3; the catalogue tells class and activity of each type. */
export function ocsfEvent(row: SealedRow, product: string): object {
  const { classUid, activityId } = definitionOf(row.type)?.ocsf ?? unknown;
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
    unmapped: {
      ...(row.personalSalt === null && row.personalDigest !== null ? { place: 'erased' } : {}),
      subject: { type: row.subjectType, id: row.subjectId },
      details: row.details,
    },
  };
}
