import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMS_CONSENT } from '../../src/auth/2fa/sms/sms-consent';
import { pageRoutes } from '../../src/common/http/web-app-routes';

const root = join(__dirname, '..', '..');
const web = join(root, 'src', 'web');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.(spec|d)\.ts$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(web, path), 'utf8') }));

it('has the server answer the addresses that the router of the web app knows', () => {
  const known = sources
    .filter(({ path }) => path.endsWith('routes.ts'))
    .flatMap(({ text }) => [...text.matchAll(/path: '([^']+)'/g)].map(([, path]) => path));
  expect(known.toSorted()).toEqual(pageRoutes.toSorted());
});

it('brings the styles of every Mantine component it uses', () => {
  const used = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/import \{([^}]+)\} from '@mantine\/core'/g)].flatMap(([, names = '']) =>
      names.split(',').map((each) => ({ path, text, name: each.replace(/^\s*type\s+/, '').trim() })),
    ),
  );
  const styled = used.filter(({ name }) =>
    existsSync(join(root, 'node_modules', '@mantine', 'core', 'styles', `${name}.css`)),
  );
  const listed = readFileSync(join(web, 'app', 'mantine-styles.ts'), 'utf8');
  const missing = styled.filter(({ name, text }) => !`${listed}${text}`.includes(`/styles/${name}.css'`));
  expect(styled.length).toBeGreaterThan(10);
  expect(missing.map(({ name, path }) => `${name} of ${path}`)).toEqual([]);
});

it('keeps what people read in the catalogue of texts', () => {
  const spoken = sources
    .filter(({ path }) => path.endsWith('.tsx'))
    .flatMap(({ path, text }) =>
      [
        ...text.matchAll(/>\s*([A-Z][a-z]+(?: [a-z']+)+[.!?]?)\s*</g),
        ...text.matchAll(/\b(?:label|title|placeholder|description|aria-label|alt)="([^"]+)"/g),
      ].map(([, words]) => `${path}: ${words}`),
    );
  expect(spoken).toEqual([]);
});

it('shows the very text that people agree to when they give a phone number', () => {
  const texts = readFileSync(join(web, 'shared', 'texts', 'en', 'set-up.ts'), 'utf8');
  expect(texts).toContain(SMS_CONSENT.text);
});
