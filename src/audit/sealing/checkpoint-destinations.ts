import { createHash, createHmac } from 'node:crypto';
import { open } from 'node:fs/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { assertNoTransaction } from '../../common/database/transactor';
import type { CheckpointBucket } from '../../config/audit-config';

/** A place outside the database. It must not be writable by whoever can rewrite the database. */
export interface CheckpointDestination {
  readonly name: 'file' | 'webhook' | 's3';
  /** @throws when the place has not taken it */
  hand(note: string, size: number): Promise<void>;
}

const TIMEOUT_MS = 5_000;

/** Appends the note and an empty line, on disk when it returns. */
export function checkpointFile(path: string): CheckpointDestination {
  return {
    name: 'file',
    async hand(note) {
      const file = await open(path, 'a', 0o600);
      try {
        await file.appendFile(`${note}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Posts the note as it is. */
export function checkpointWebhook(url: string): CheckpointDestination {
  return {
    name: 'webhook',
    hand: (note) => request(url, { method: 'POST', body: note, headers: { 'Content-Type': contentType } }),
  };
}

/** One object a checkpoint, named after the log's size, in a bucket of anything that speaks S3. */
export function checkpointBucket({ url, region, ...credentials }: CheckpointBucket): CheckpointDestination {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    uriEscapePath: false,
    sha256: Sha256,
  });
  return {
    name: 's3',
    async hand(note, size) {
      const path = `${url.pathname.replace(/\/$/, '')}/checkpoint-${String(size).padStart(16, '0')}.note`;
      const signed = await signer.sign({
        method: 'PUT',
        protocol: url.protocol,
        hostname: url.hostname,
        port: url.port ? Number(url.port) : undefined,
        path,
        query: {},
        headers: {
          host: url.host,
          'content-type': contentType,
          'x-amz-content-sha256': createHash('sha256').update(note).digest('hex'),
        },
        body: note,
      });
      const { host: _, ...headers } = signed.headers;
      await request(`${url.origin}${path}`, { method: 'PUT', body: note, headers });
    },
  };
}

const contentType = 'text/plain; charset=utf-8';

async function request(url: string, init: RequestInit): Promise<void> {
  assertNoTransaction('a checkpoint');
  const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
}

/** What the signer hashes with. */
class Sha256 {
  private readonly sink: { update(data: Uint8Array | string): unknown; digest(): Buffer };

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.sink = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.sink.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.sink.digest();
  }

  reset(): void {
    throw new Error('A signer makes a new hash each time');
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
