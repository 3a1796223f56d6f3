import { DomainError } from '../common/domain-error';
import { type ProblemCode, problems } from '../common/problem/catalogue';

/** Why one milestone of several keeps all of them from being approved. */
export interface ItemRefusal {
  milestoneId: string;
  code: ProblemCode;
  /** For a person; what the catalogue says of the code when absent. */
  detail?: string;
  /** Further facts about the milestone, e.g. its status. */
  facts?: Record<string, unknown>;
}

export interface ItemProblem {
  /** JSON Pointer (RFC 6901) into the request; absent where the request does not list milestones. */
  pointer?: string;
  milestoneId: string;
  code: ProblemCode;
  detail: string;
}

/** One problem that names every milestone that stands in the way; the first one gives it its code. */
export function refusedItems(refusals: readonly ItemRefusal[]): DomainError {
  const [first] = refusals;
  if (!first) throw new Error('Nothing was refused');
  return new DomainError(first.code, {
    ...(first.detail !== undefined && { detail: first.detail }),
    ...first.facts,
    milestoneId: first.milestoneId,
    errors: refusals.map(
      ({ milestoneId, code, detail = problems[code].detail, facts = {} }): ItemProblem => ({
        milestoneId,
        code,
        detail,
        ...facts,
      }),
    ),
  });
}

/** Adds to each named milestone where the request had it. */
export function pointingInto(wanted: readonly string[], error: DomainError): DomainError {
  const { errors } = error.details as { errors?: ItemProblem[] };
  if (!errors) return error;
  const pointed = errors.map((problem) => ({
    pointer: `/milestoneIds/${wanted.indexOf(problem.milestoneId)}`,
    ...problem,
  }));
  return new DomainError(error.code, { ...error.details, errors: pointed });
}
