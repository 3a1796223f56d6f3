import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

async function violationsIn(folder: string): Promise<string[]> {
  const parameters = [
    cruiser,
    '--config',
    join(root, '.dependency-cruiser.cjs'),
    '--output-type',
    'json',
    'src',
  ];
  const run = promisify(execFile)(process.execPath, parameters, { cwd: folder, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { summary } = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`);
}

it('keeps every module to those it may call', async () => {
  expect(await violationsIn(root)).toEqual([]);
}, 60_000);

it('would notice', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
  const files = {
    'tsconfig.json': '{"compilerOptions": {}}',
    'src/common/money.ts': `import '../payments/payment.entity';`,
    'src/payments/payment.entity.ts': `import '../milestones/milestone';`,
    'src/milestones/milestone.ts': `import '../demo/seed';`,
    'src/demo/seed.ts': `import '../milestones/milestone'; import '../web/shared/api';`,
    'src/web/shared/api.ts': `import '../../common/money';`,
    'src/web/features/payments/list.ts': `import '../contracts/list';`,
    'src/web/features/contracts/list.ts': `import '../../app/main';`,
    'src/web/app/main.ts': `import '../features/payments/list';`,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const found = await violationsIn(folder);
  rmSync(folder, { recursive: true });
  expect(found).toEqual(
    expect.arrayContaining([
      'common-calls-only-what-it-may: src/common/money.ts → src/payments/payment.entity.ts',
      'payments-calls-only-what-it-may: src/payments/payment.entity.ts → src/milestones/milestone.ts',
      'nothing-imports-the-demo: src/milestones/milestone.ts → src/demo/seed.ts',
      expect.stringContaining('no-cycles'),
      'the-server-does-not-import-the-web-app: src/demo/seed.ts → src/web/shared/api.ts',
      'the-web-app-does-not-import-the-server: src/web/shared/api.ts → src/common/money.ts',
      'features-do-not-import-one-another: src/web/features/payments/list.ts → src/web/features/contracts/list.ts',
      'features-do-not-import-the-frame: src/web/features/contracts/list.ts → src/web/app/main.ts',
    ]),
  );
}, 60_000);
