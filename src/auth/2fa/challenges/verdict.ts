import type { DomainError } from '../../../common/domain-error';
import type { ProofMethod } from '../method';

/** What became of a code. Refusals are committed first and thrown after. */
export type Verdict =
  | { accepted: true; challengeId: string; method: ProofMethod; factorId: string | null }
  | { accepted: false; error: DomainError };
