import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const LIMIT = 260;
/** Lists that read top to bottom: cutting them would not make them clearer. */
const lists = ['src/users/common-passwords.ts'];

it(`no file is longer than ${LIMIT} lines`, () => {
  const long = ['src', 'test', 'migrations']
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /(?<!\.generated\.d)\.(ts|tsx|hbs|css)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .map((file) => ({
      file: file.slice(root.length + 1),
      lines: readFileSync(file, 'utf8').split('\n').length - 1,
    }))
    .filter(({ file, lines }) => lines > LIMIT && !lists.includes(file));
  expect(long).toEqual([]);
});
