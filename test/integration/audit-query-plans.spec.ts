import { DataSource } from 'typeorm';
import type { AuditEventFilter } from '../../src/audit/query/audit-query.dto';
import { after, DAY, HOUR } from '../../src/common/clock';
import { uuidVersion7 } from '../../src/common/random';
import { startApp, type TestApp } from '../support/app';
import { explainPage, filterSets } from '../support/audit-plans';

const EVENTS = 40_000;
/** Each of 51 events is looked for in all classes, by identifier, and then in the tree. */
const PAGES = 51 * 20;
const PERSON = '00000000-0000-4000-8000-000000000001';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

/** In the months that are there: one in fifty of one person, one in ten failed, one in a hundred from one address. */
async function insertEvents(count: number): Promise<void> {
  await app.query(
    `INSERT INTO audit_events (id, at, type, outcome, actor_id, subject_type, subject_id, ip, user_agent, details, schema_version, retention)
     SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 19))::uuid, at,
       CASE n % 3 WHEN 0 THEN 'challenge.verified' ELSE 'session.login' END, CASE n % 10 WHEN 0 THEN 'failure' ELSE 'success' END,
       CASE n % 50 WHEN 0 THEN $2::uuid ELSE gen_random_uuid() END, 'user', CASE n % 70 WHEN 0 THEN $2::uuid ELSE gen_random_uuid() END,
       ('198.18.0.' || n % 100)::inet, repeat('-', 200), '{}', 1, CASE n % 3 WHEN 0 THEN 'approvals' ELSE 'security' END
     FROM generate_series(1, $1::int) AS n, LATERAL (SELECT $3::timestamptz - n * interval '1 hour' / $1::int AS at) AS t`,
    [count, PERSON, app.clock.now()],
  );
  await app.query('VACUUM ANALYZE audit_events');
}

const filters: AuditEventFilter = {
  ...{ type: 'session.login', outcome: 'failure' },
  ...{ actorId: PERSON, subjectId: PERSON, ip: '198.18.0.50' },
};

async function explainAll() {
  const now = app.clock.now();
  const position = uuidVersion7(now.getTime() - HOUR / 2, 0, Buffer.alloc(8));
  const time = { from: after(now, -DAY), to: after(now, -HOUR / 4) };
  const found = [];
  for (const filter of filterSets(filters))
    for (const times of [{}, time])
      for (const behind of [null, position])
        for (const order of ['newestFirst', 'oldestFirst'] as const) {
          const what = `${Object.keys({ ...filter, ...times }).join(' ')} ${order}${behind ? ' behind a cursor' : ''}`;
          const page = { filter: { ...filter, ...times }, order, position: behind, limit: 51 };
          found.push({ what, ...(await explainPage(app.get(DataSource), page)) });
        }
  return found;
}

it('every set of filters is answered by an index, from far fewer pages than the log has', async () => {
  await insertEvents(EVENTS);
  const [log] = await app.query<{ pages: string }>(
    `SELECT sum(pg_relation_size(relid) / 8192) AS pages FROM pg_partition_tree('audit_events') WHERE isleaf`,
  );
  expect(Number(log?.pages)).toBeGreaterThan(1.5 * PAGES);
  const found = await explainAll();
  expect(found).toHaveLength(256);
  for (const { what, access, pages } of found) {
    expect([what, access.filter((scan) => scan.startsWith('Seq Scan'))]).toEqual([what, []]);
    expect([what, pages, pages < PAGES]).toEqual([what, pages, true]);
  }
});

it('one filter, with or without outcome or time, is answered from its index alone until the page is known', async () => {
  const now = app.clock.now();
  for (const [name, value] of Object.entries(filters))
    for (const more of [{}, { outcome: 'failure' as const }, { from: after(now, -HOUR / 3) }]) {
      const { access } = await explainPage(app.get(DataSource), {
        ...{ filter: { [name]: value, ...more }, order: 'newestFirst', position: null, limit: 51 },
      });
      expect([name, access]).toEqual([name, [expect.stringMatching(/^Index Only Scan/), 'Index Scan pkey']]);
    }
});
