import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditEventList } from './audit/catalogue/event-list';

const file = join(process.cwd(), 'docs', 'audit-events.md');
writeFileSync(file, auditEventList());
process.stdout.write(`Wrote ${file}\n`);
