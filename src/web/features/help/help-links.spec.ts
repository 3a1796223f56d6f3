import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeOf } from './help-links';

const folder = join(__dirname, '..', '..', '..', '..', 'docs', 'help');
const pages = readdirSync(folder);
const linksOf = (page: string) =>
  [...readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)]*)\)/g)].map(([, href = '']) => href);

it('leads from page to page, and nowhere else', () => {
  expect(placeOf('lost-phone.md')).toBe('/help/lost-phone');
  expect(placeOf('README.md')).toBe('/help');
  for (const href of ['../operations.md', 'https://elsewhere.example/a.md', 'javascript:alert(1)', ''])
    expect(placeOf(href)).toBeNull();
});

it.each(pages)('finds the title of docs/help/%s and the pages that it links', (page) => {
  expect(readFileSync(join(folder, page), 'utf8')).toMatch(/^# \S.*\n\n/);
  for (const href of linksOf(page)) {
    expect(existsSync(join(folder, href))).toBe(true);
    if (!href.startsWith('../')) expect(placeOf(href)).not.toBeNull();
  }
});

it('lists every page on the first one', () => {
  const others = pages.filter((page) => page !== 'README.md');
  expect(linksOf('README.md').toSorted()).toEqual(others.toSorted());
});
