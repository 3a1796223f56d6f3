import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemList } from './common/problem/problem-list';

const file = join(process.cwd(), 'docs', 'problems.md');
writeFileSync(file, problemList());
process.stdout.write(`Wrote ${file}\n`);
