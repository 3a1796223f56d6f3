export interface ProblemDefinition {
  status: number;
  title: string;
  /** What the person can do about it. */
  detail: string;
}
