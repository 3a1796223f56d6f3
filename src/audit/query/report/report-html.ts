import { escapeHtml } from './escape-html';
import type { EvidencePerson } from './evidence-report.dto';

/** HTML in which nothing is left to escape. */
export class Html {
  constructor(readonly text: string) {}
}

export type Cell = string | number | null | Date | Html;

export function table(headings: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) return new Html('<p>None.</p>');
  const head = headings.some((heading) => heading !== '')
    ? `<thead><tr>${headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('')}</tr></thead>`
    : '';
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  return new Html(`<table>${head}<tbody>\n${body}\n</tbody></table>`);
}

function cell(value: Cell): string {
  if (typeof value === 'number') return `<td class="number">${value}</td>`;
  return `<td>${value instanceof Html ? value.text : text(value)}</td>`;
}

export function text(value: string | null | Date): string {
  return value === null ? '–' : escapeHtml(value instanceof Date ? value.toISOString() : value);
}

/** Addresses are ours and lead to this server. */
export function link(address: string, words = 'events'): Html {
  return new Html(`<a href="${escapeHtml(address)}">${escapeHtml(words)}</a>`);
}

export function person({ id, name, accountType }: EvidencePerson): Html {
  return new Html(
    name === null
      ? escapeHtml(id)
      : `${escapeHtml(name)} (${escapeHtml(accountType ?? '')}, ${escapeHtml(id)})`,
  );
}

export function join(parts: readonly Html[]): Html {
  return new Html(parts.length === 0 ? '–' : parts.map(({ text: part }) => part).join('; '));
}
