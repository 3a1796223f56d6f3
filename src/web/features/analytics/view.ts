export const buckets = ['hour', 'day', 'week', 'month'] as const;
export type Bucket = (typeof buckets)[number];

/** Days to look back, with the buckets that leave few enough of them to be read. The first one is taken when none is named. */
const bucketsOf = {
  7: ['day', 'hour'],
  30: ['day', 'week'],
  90: ['week', 'day', 'month'],
  365: ['month', 'week'],
} as const satisfies Record<number, readonly Bucket[]>;

export type Days = keyof typeof bucketsOf;
export const ranges: readonly Days[] = [7, 30, 90, 365];

/** What of the figures is shown; all of it is in the address. */
export interface View {
  days: Days;
  bucket: Bucket;
  /** Of challenges, e.g. `login`; null for the first that there is. */
  purpose: string | null;
}

/** Addresses may be typed: what makes no sense is as if it were not there. */
export function readView(search: URLSearchParams): View {
  const days = ranges.find((each) => String(each) === search.get('days')) ?? 30;
  const offered = bucketsFor(days);
  const bucket = offered.find((each) => each === search.get('bucket')) ?? (offered[0] as Bucket);
  return { days, bucket, purpose: search.get('purpose') };
}

export function bucketsFor(days: Days): readonly Bucket[] {
  return bucketsOf[days];
}
