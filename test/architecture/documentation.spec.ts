import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definitionOf } from '../../src/audit/catalogue/catalogue';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

describe('the configuration table in the README', () => {
  const table = new Map(
    [...read('README.md').matchAll(/^\| `([A-Z][A-Z_]+)` \| (?:`([^`]*)`)? ?\|/gm)].map(([, key, value]) => [
      key,
      value,
    ]),
  );
  const example = [...read('.env.example').matchAll(/^(# )?([A-Z][A-Z_]+)=(.*)$/gm)].map(
    ([, optional, key = '', value = '']) => ({ optional: optional !== undefined, key, value }),
  );

  it('has the keys of .env.example, and no others', () => {
    expect([...table.keys()].sort()).toEqual(example.map(({ key }) => key).sort());
  });

  it.each(example.filter(({ optional }) => optional))('has the default of $key', ({ key, value }) => {
    expect(table.get(key) ?? '').toBe(value);
  });
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links to what is there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)];
    const dead = links.filter(([, path, anchor]) => {
      const target = path ? join(dirname(join(root, page)), path) : join(root, page);
      if (!existsSync(target)) return true;
      return (
        anchor !== undefined &&
        statSync(target).isFile() &&
        !anchorsOf(readFileSync(target, 'utf8')).has(anchor)
      );
    });
    expect(dead.map(([link]) => link)).toEqual([]);
  });

  it('names files that are there', () => {
    const named = [...text.matchAll(/`((?:[\w-][\w.-]*\/)+[\w.-]+\.(?:ts|md|json|cjs))`/g)].map(
      ([, path]) => path as string,
    );
    const missing = named.filter(
      (path) => !['', 'src', 'test'].some((folder) => existsSync(join(root, folder, path))),
    );
    expect(missing).toEqual([]);
  });
});

it('controls name types of events that are there', () => {
  const rows = [...read('docs/controls.md').matchAll(/^\|.*\| ([^|]*) \|$/gm)].slice(2);
  const named = rows.flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([\w.]+)`/g)].map(([, type]) => type as string),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((type) => definitionOf(type) === null)).toEqual([]);
});

it('runbooks name metrics that are there', () => {
  const sources = [
    'src/common/metrics/metrics.ts',
    'src/metrics/backlog.ts',
    'src/metrics/operating-state.ts',
  ];
  const known = sources.flatMap((path) =>
    [...read(path).matchAll(/'(shopflow_\w+)'/g)].map(([, name]) => name),
  );
  const runbooks = pages.filter((page) => page.startsWith('docs/runbooks/'));
  const named = runbooks.flatMap((page) =>
    [...read(page).matchAll(/shopflow_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')),
  );
  expect(new Set(named).size).toBeGreaterThan(10);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading as string);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
