#!/usr/bin/env node
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { parseVerifierKey } from '../tree/signed-note';
import { ExportVerifier } from './export-verifier';
import { VerificationError } from './verification-error';

const usage = `Usage: shopflow-audit-verify EXPORT.ndjson --key KEY.pub [--checkpoint OLD.note] [--mac-key KEY.hex]

  --key         file with the verifier key of the log, as GET /api/audit/keys gave it when you first looked
  --checkpoint  file with a signed checkpoint that you kept: the log must extend it
  --mac-key     file with the key of row MACs in hex; names the row that was forged even when all hashes agree

Ends with 0 when everything holds, 1 when something does not, 2 when it could not be verified.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      checkpoint: { type: 'string' },
      'mac-key': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [path] = positionals;
  if (values.help || !path || positionals.length > 1 || !values.key) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const verifier = new ExportVerifier({
    key: parseVerifierKey(await readFile(values.key, 'utf8')),
    macKey: values['mac-key'] ? Buffer.from((await readFile(values['mac-key'], 'utf8')).trim(), 'hex') : null,
    earlier: values.checkpoint ? await readFile(values.checkpoint, 'utf8') : null,
  });
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  }))
    verifier.line(line);
  const { events, dropped, size, extendsEarlier, macsChecked, erasedEvents } = verifier.finish();
  process.stdout.write(`${events} of ${size} events verified${macsChecked ? ', with their MACs' : ''}.\n`);
  if (dropped > 0)
    process.stdout.write(
      `${dropped} more were dropped because their retention had ended, as the log says.\n`,
    );
  if (erasedEvents > 0)
    process.stdout.write(
      `Of ${erasedEvents} of them address and user agent were erased with their person.\n`,
    );
  if (values.checkpoint && !extendsEarlier)
    process.stdout.write(
      'The earlier checkpoint lies outside this export: whether the log extends it was not verified.\n',
    );
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error instanceof VerificationError ? 1 : 2;
  },
);
