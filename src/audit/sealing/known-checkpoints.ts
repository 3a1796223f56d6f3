import { open } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../config/app-config';
import { sizeIn } from '../tree/signed-note';

const TAIL_BYTES = 4_096;

/**
 * Checkpoints that are known from elsewhere than the database: the newest in the file, and the largest that this process has
 * seen. A log that was cut off or put back to an older state does not extend them.
 */
@Injectable()
export class KnownCheckpoints {
  private largest: string | null = null;

  constructor(private readonly config: AppConfig) {}

  /** One that was found to extend all others. */
  remember(note: string): void {
    if (this.largest === null || sizeIn(note) > sizeIn(this.largest)) this.largest = note;
  }

  async all(): Promise<string[]> {
    return [this.largest, await newestNoteIn(this.config.audit.checkpointFile)].filter(
      (note) => note !== null,
    );
  }
}

/** The last whole note in the file that checkpoints are appended to, or null when there is none. */
async function newestNoteIn(path: string | null): Promise<string | null> {
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
