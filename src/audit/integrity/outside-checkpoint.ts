import { open } from 'node:fs/promises';

const TAIL_BYTES = 4_096;

/** The last whole note in the file that checkpoints are appended to, or null when there is none. */
export async function newestNoteIn(path: string | null): Promise<string | null> {
  if (path === null) return null;
  const file = await open(path, 'r').catch(() => null);
  if (!file) return null;
  try {
    const { size } = await file.stat();
    const length = Math.min(size, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return lastNote(buffer.toString('utf8'));
  } finally {
    await file.close();
  }
}

/** Notes end with an empty line, as the publisher writes them. */
function lastNote(text: string): string | null {
  const [, body, signatures] = /(?:^|\n\n)([^\n]+\n\d+\n[^\n]+\n)\n((?:— [^\n]+\n)+)\n$/.exec(text) ?? [];
  return body && signatures ? `${body}\n${signatures}` : null;
}
