import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export interface Chromium {
  executable: string;
  /** For a machine that lacks the few libraries which Chromium needs. */
  libraries: string | null;
  fonts: string | null;
}

/** The browser of `CHROMIUM_PATH`, or the one that npm has installed in a compressed form. @throws when there is neither */
export function findChromium(): Chromium {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return { executable: CHROMIUM_PATH, libraries: null, fonts: null };
  const folder = unpacked();
  return {
    executable: join(folder, 'chromium'),
    libraries: join(folder, 'al2023', 'lib'),
    fonts: join(folder, 'fonts'),
  };
}

/** Unpacked once a machine, beside the place and moved there whole: test files run in parallel. */
function unpacked(): string {
  const manifest = join(dirname(require.resolve('@sparticuz/chromium')), '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const target = join(tmpdir(), `shopflow-chromium-${version}-${userInfo().uid}`);
  if (existsSync(target)) return target;
  const growing = mkdtempSync(`${target}.`);
  const unpack = `import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())`;
  execFileSync(process.execPath, ['-e', unpack], {
    cwd: join(__dirname, '..', '..'),
    // It unpacks to the temporary folder, with libraries only where it takes the machine for a cloud function.
    env: { ...process.env, TMPDIR: growing, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  });
  const fonts = join(growing, 'fonts', 'fonts.conf');
  writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/', `${target}/`));
  try {
    renameSync(growing, target);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
