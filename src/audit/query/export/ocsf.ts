import { definitionOf } from '../../catalogue/catalogue';
import type { OcsfKind } from '../../catalogue/event-definition';
import { isErased, type SealedRow } from './export-pages';

const OTHER = 99;
/** Of types that are no longer in the catalogue. */
const unknown: OcsfKind = { classUid: 6003, activityId: OTHER };
const categories = { 3001: 3, 3002: 3, 6003: 6 } as const;
const STATUS = { success: 1, failure: 2 } as const;
const SEVERITY = { success: 1, failure: 3 } as const;

/** OCSF 1.3 with all that its classes require; the catalogue tells class and activity of each type. */
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
    // Nobody but the application itself where no person is known.
    actor: row.actorId === null ? { app_name: product } : { user: { uid: row.actorId } },
    src_endpoint: row.ip === null ? { svc_name: isErased(row) ? 'erased' : product } : { ip: row.ip },
    ...(classUid === 6003
      ? { api: { operation: row.type } }
      : { user: { uid: (row.subjectType === 'user' ? row.subjectId : row.actorId) ?? 'unknown' } }),
    ...(classUid === 3002 ? { service: { name: product } } : {}),
    ...(row.userAgent === null ? {} : { http_request: { user_agent: row.userAgent } }),
    unmapped: {
      ...(isErased(row) ? { place: 'erased' } : {}),
      subject: { type: row.subjectType, id: row.subjectId },
      details: row.details,
    },
  };
}
