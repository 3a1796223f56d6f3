/** RFC 4180 by its grammar, character by character. @throws where a file does not keep to it */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  for (let at = 0; at < text.length; ) {
    const [cell, next] = text[at] === '"' ? quoted(text, at + 1) : bare(text, at);
    cells.push(cell);
    if (text[next] === ',') {
      at = next + 1;
      continue;
    }
    if (!text.startsWith('\r\n', next)) throw new Error(`No end of record at ${next}`);
    records.push(cells);
    cells = [];
    at = next + 2;
  }
  if (cells.length > 0) throw new Error('The last record has no end');
  return records;
}

function bare(text: string, start: number): [string, number] {
  let at = start;
  while (at < text.length && !',\r\n'.includes(text[at] as string)) {
    if (text[at] === '"') throw new Error(`A quote within a cell without quotes at ${at}`);
    at++;
  }
  return [text.slice(start, at), at];
}

function quoted(text: string, start: number): [string, number] {
  let cell = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') {
      cell += '"';
      at++;
    } else return [cell, at + 1];
  }
  throw new Error('A quoted cell has no end');
}
