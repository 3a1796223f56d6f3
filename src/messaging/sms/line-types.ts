/**
 * What a carrier's records say of a number.
 * - `mobile`: it gets texts.
 * - `other`: a landline, a number of an application on the Internet, a pager …
 * - `no-number`: nobody has it.
 * - `unknown`: they could not be asked, or do not say.
 */
export type LineType = 'mobile' | 'other' | 'no-number' | 'unknown';

/** The port to whoever knows what kind of line a number has. */
export abstract class LineTypes {
  /** False where nobody can be asked: then every number is `unknown`. */
  abstract readonly canAsk: boolean;
  /** Never throws: who cannot be asked knows nothing. */
  abstract lookUp(number: string): Promise<LineType>;
}

/** Where no look-up is configured. */
export class NoLineTypes extends LineTypes {
  readonly canAsk = false;

  async lookUp(): Promise<LineType> {
    return 'unknown';
  }
}
