import type { AuditEventFilter } from '../../../src/audit/query/audit-query.dto';
import { after, DAY } from '../../../src/common/clock';
import { uuidVersion7 } from '../../../src/common/random';
import { explainPage, filterSets } from '../../support/audit-plans';
import { print } from '../ground';
import type { Cast } from './fill';
import type { LogGround } from './log-ground';

/** Each set of filters alone and with the others, without and with a time, on the first page and behind a cursor. */
export async function plans({ dataSource }: LogGround, { people, subjects, addresses }: Cast): Promise<void> {
  const filters: AuditEventFilter = {
    ...{ type: 'session.login', outcome: 'failure' },
    ...{ actorId: people[0], subjectId: subjects[7], ip: addresses[3] },
  };
  const now = new Date();
  const time = { from: after(now, -90 * DAY), to: after(now, -30 * DAY) };
  print('filters | time | cursor | pages | planning ms | execution ms | events by');
  for (const chosen of filterSets(filters))
    for (const times of [{}, time])
      for (const position of [null, uuidVersion7(now.getTime() - 45 * DAY, 0, Buffer.alloc(8))]) {
        const filter = { ...chosen, ...times };
        const found = await explainPage(dataSource, { filter, order: 'newestFirst', position, limit: 51 });
        print(
          [
            Object.keys(chosen).join(' + ') || 'none',
            'from' in times ? '60 days' : '',
            position ? 'yes' : '',
            found.pages,
            found.planningMs.toFixed(1),
            found.executionMs.toFixed(1),
            found.access.join(', '),
          ].join(' | '),
        );
      }
}
