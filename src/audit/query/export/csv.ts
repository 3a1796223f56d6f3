import { canonicalJson } from '../../../common/canonical-json';
import { isErased, type SealedRow } from './export-pages';

/** The columns, in an order that stays: new ones come at the end. */
const columns = {
  sequence: ({ sequence }) => String(sequence),
  id: ({ id }) => id,
  at: ({ at }) => at,
  type: ({ type }) => type,
  outcome: ({ outcome }) => outcome,
  actorId: ({ actorId }) => actorId,
  subjectType: ({ subjectType }) => subjectType,
  subjectId: ({ subjectId }) => subjectId,
  ip: (row) => personal(row, row.ip),
  userAgent: (row) => personal(row, row.userAgent),
  requestId: ({ requestId }) => requestId,
  details: ({ details }) => canonicalJson(details),
  schemaVersion: ({ schemaVersion }) => String(schemaVersion),
  mac: ({ mac }) => mac?.toString('hex') ?? null,
  leafHash: ({ leaf }) => leaf.toString('hex'),
} satisfies Record<string, (row: SealedRow) => string | null>;

/** RFC 4180: CRLF after each record, a header first. */
export function csvHeader(): string {
  return `${Object.keys(columns).join(',')}\r\n`;
}

export function csvRecord(row: SealedRow): string {
  const cells = Object.values(columns).map((column) => csvCell(column(row) ?? ''));
  return `${cells.join(',')}\r\n`;
}

/**
 * Quoted where RFC 4180 wants it. A cell that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
 * injection), so `=`, `+`, `-`, `@`, also as wide characters, tab and line ends at its start do nothing.
 */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function personal(row: SealedRow, value: string | null): string | null {
  return isErased(row) ? 'erased' : value;
}
