/** As the API hands out long lists. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Of every infinite query: page by page, by the cursor that the page before has named. */
export const pages = {
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }: Pick<Page<unknown>, 'nextCursor'>) => nextCursor,
};

/** Part of the question for one page. */
export const from = (cursor: string) => (cursor ? { cursor } : {});

/** Those of all pages so far. */
export function itemsOf<Item>(data: { pages: Page<Item>[] } | undefined): Item[] {
  return data?.pages.flatMap(({ items }) => items) ?? [];
}
