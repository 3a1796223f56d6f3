import { adminProblems } from './admin-problems';
import { moneyProblems } from './money-problems';
import { requestProblems } from './request-problems';
import { secondFactorProblems } from './second-factor-problems';

/** Every problem this API answers with (RFC 9457). `docs/problems.md` is made from this list. */
export const problems = { ...requestProblems, ...secondFactorProblems, ...moneyProblems, ...adminProblems };

export type ProblemCode = keyof typeof problems;
