/** How a table of records stands in the address: its path, the API's names of its orders and filters. */
export interface QueryShape<Sort extends string> {
  /** Address of the table, for example `/crm/people`. */
  readonly path: string;
  /** The columns by which the API sorts. */
  readonly sorts: readonly Sort[];
  /** Those of which a first click shows the highest, such as dates and amounts. */
  readonly falling: readonly Sort[];
  readonly sort: Sort;
  readonly order: "asc" | "desc";
  /** Filters by the API's name, each with what it lets through: the values of others count as absent. */
  readonly filters: Readonly<Record<string, (text: string) => boolean>>;
  /** The ways to look at the records that the page has beside its table, the usual one first. */
  readonly views?: readonly string[];
}

/** What a table shows; the address bar holds it, so reload, back and a shared link lead to the same rows. */
export interface ListQuery<Sort extends string> {
  readonly search: string;
  /** Values by the API's name of the filter; absent ones filter nothing. */
  readonly filters: Readonly<Record<string, string>>;
  readonly sort: Sort;
  readonly order: "asc" | "desc";
  readonly page: number;
  /** One of the shape's views; absent for the usual one. */
  readonly view?: string;
}

export function defaultQuery<Sort extends string>({ sort, order }: QueryShape<Sort>): ListQuery<Sort> {
  return { search: "", filters: {}, sort, order, page: 1 };
}

/** The same view of all the records, with nothing left out. */
export function wholeQuery<Sort extends string>(shape: QueryShape<Sort>, { view }: ListQuery<Sort>): ListQuery<Sort> {
  return { ...defaultQuery(shape), ...(view === undefined ? {} : { view }) };
}

/** Reads a query from an address; whatever is not understood counts as absent, so that no address breaks a page. */
export function readQuery<Sort extends string>(shape: QueryShape<Sort>, given: URLSearchParams): ListQuery<Sort> {
  const page = Number(given.get("page"));
  const order = given.get("order");
  const filters: Record<string, string> = {};
  for (const [name, lets] of Object.entries(shape.filters)) {
    const text = given.get(name)?.trim() ?? "";
    if (text !== "" && lets(text)) filters[name] = text;
  }
  const view = shape.views?.slice(1).find((one) => one === given.get("view"));
  return {
    search: given.get("search")?.trim() ?? "",
    filters,
    sort: shape.sorts.find((sort) => sort === given.get("sort")) ?? shape.sort,
    order: order === "asc" || order === "desc" ? order : shape.order,
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
    ...(view === undefined ? {} : { view }),
  };
}

/** The address of a table with this query; defaults are left out, so that a plain table has a plain address. */
export function hrefOf<Sort extends string>(shape: QueryShape<Sort>, query: ListQuery<Sort>): string {
  const given = new URLSearchParams();
  if (query.view !== undefined) given.set("view", query.view);
  if (query.search !== "") given.set("search", query.search);
  for (const [name, text] of Object.entries(query.filters)) if (text !== "") given.set(name, text);
  if (query.sort !== shape.sort) given.set("sort", query.sort);
  if (query.order !== shape.order) given.set("order", query.order);
  if (query.page > 1) given.set("page", String(query.page));
  const text = given.toString().replaceAll("%2C", ",");
  return text === "" ? shape.path : `${shape.path}?${text}`;
}

/** The query as the API's lists take it. */
export function apiQuery<Sort extends string>(
  { search, filters, sort, order, page }: ListQuery<Sort>,
  perPage: number,
): Record<string, string | number> {
  return { page, per_page: perPage, sort, order, ...filters, ...(search === "" ? {} : { search }) };
}

/** Which rows an address asks for, whatever their order and page: the API's filters. */
export function matchOf<Sort extends string>(
  shape: QueryShape<Sort>,
  given: URLSearchParams,
): Readonly<Record<string, string>> {
  const { search, filters } = readQuery(shape, given);
  return search === "" ? filters : { ...filters, search };
}

/** The query after a click on a column: the same one again turns the order. */
export function sortedBy<Sort extends string>(
  shape: QueryShape<Sort>,
  query: ListQuery<Sort>,
  sort: Sort,
): ListQuery<Sort> {
  const natural = shape.falling.includes(sort) ? "desc" : "asc";
  const order = query.sort !== sort ? natural : query.order === "asc" ? "desc" : "asc";
  return { ...query, sort, order, page: 1 };
}

/** The query with a filter set, or taken away by an empty text; from the first page. */
export function filteredBy<Sort extends string>(query: ListQuery<Sort>, name: string, text: string): ListQuery<Sort> {
  const { [name]: _, ...others } = query.filters;
  return { ...query, filters: text === "" ? others : { ...others, [name]: text }, page: 1 };
}

/** Whether the query leaves rows out. */
export function isFiltered<Sort extends string>({ search, filters }: ListQuery<Sort>): boolean {
  return search !== "" || Object.keys(filters).length > 0;
}

/** Lets one or several of these words through, as the API takes them: by comma. */
export function wordsOf(words: readonly string[]): (text: string) => boolean {
  return (text) => text.split(",").every((word) => words.includes(word));
}

/** Lets an employee's id through, or `none` for what nobody has. */
export function isAssignee(text: string): boolean {
  return /^(none|[1-9]\d*)$/.test(text);
}

/** Lets a word of the API through, such as a source: a–z, 0–9 and _. */
export function isWord(text: string): boolean {
  return /^[a-z0-9_]{1,64}$/.test(text);
}

/** Lets an id through. */
export function isId(text: string): boolean {
  return /^[1-9]\d*$/.test(text);
}

/** Lets a day or an instant through, as the API's date filters take it. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}
