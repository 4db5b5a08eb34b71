/** An index of a list: the filters it holds in front of an order, and that order's field. */
export interface ListIndex {
  readonly filters: readonly string[];
  readonly sort: string;
}

/** What an entity's `indexes` say: each names a query of the list that its index answers. */
export function listIndexes(indexes: Readonly<{ [index: string]: string }>, defaultSort: string): readonly ListIndex[] {
  return Object.values(indexes).map((query) => {
    const { sort = defaultSort, ...filters } = Object.fromEntries(new URLSearchParams(query));
    return { sort, filters: Object.keys(filters) };
  });
}
