import { spawn } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Demo } from '../../src/demo/demo';
import { makeDemoFolder, startDemo } from '../support/demo';

jest.setTimeout(120_000);

const root = join(__dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

let folder: string;
let demo: Demo;

beforeAll(async () => {
  folder = makeDemoFolder();
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  ({ demo } = await startDemo(folder, '3500'));
});

afterAll(async () => {
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Like a person who pastes the blocks one after another, but stops at the first command that fails. */
async function paste(blocks: string[]): Promise<{ exitCode: number | null; output: string; errors: string }> {
  const shell = spawn('bash', ['-euo', 'pipefail'], { cwd: folder });
  const exited = new Promise<number | null>((resolve) => shell.once('close', resolve));
  shell.stdin.end(blocks.join('\n'));
  const [output, errors] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  return { exitCode: await exited, output, errors };
}

it('the journeys in the README work as they stand there', async () => {
  const blocks = [...readme.matchAll(/^```bash journey\n([\s\S]*?)^```$/gm)].map(
    ([, block]) => block as string,
  );
  const { exitCode, output, errors } = await paste(blocks);
  expect([exitCode, errors]).toEqual([0, '']);
  expect(output.match(/"success": true/g)).toHaveLength(2);
  expect(output.match(/"status": "released"/g)).toHaveLength(3);
});
