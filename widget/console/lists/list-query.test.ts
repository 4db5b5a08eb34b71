import { describe, expect, test } from "vitest";
import {
  apiQuery,
  defaultQuery,
  filteredBy,
  hrefOf,
  isAssignee,
  isDate,
  isFiltered,
  isId,
  type ListQuery,
  type QueryShape,
  readQuery,
  sortedBy,
  wholeQuery,
  wordsOf,
} from "./list-query.ts";

const shape: QueryShape<"name" | "score" | "created_at"> = {
  path: "/crm/things",
  sorts: ["name", "score", "created_at"],
  falling: ["score", "created_at"],
  sort: "created_at",
  order: "desc",
  filters: { status: wordsOf(["new", "old"]), assigned_to: isAssignee, owner_id: isId, created_after: isDate },
};
const read = (search: string) => readQuery(shape, new URLSearchParams(search));

describe("a table's query in the address", () => {
  test("a plain table has a plain address", () => {
    expect(hrefOf(shape, defaultQuery(shape))).toBe("/crm/things");
    expect(read("")).toEqual(defaultQuery(shape));
  });

  test("what is written is read back", () => {
    const query: ListQuery<"name" | "score" | "created_at"> = {
      search: "ada & co",
      filters: { status: "new,old", assigned_to: "none", owner_id: "7", created_after: "2026-01-31" },
      sort: "score",
      order: "asc",
      page: 3,
    };
    const href = hrefOf(shape, query);
    expect(href).toBe(
      "/crm/things?search=ada+%26+co&status=new,old&assigned_to=none&owner_id=7&created_after=2026-01-31&sort=score&order=asc&page=3",
    );
    expect(read(new URL(href, "https://console.test").search)).toEqual(query);
  });

  test("what is not understood counts as absent, so that no address breaks the page", () => {
    const strange = "?status=hot,new&sort=shoe_size&order=up&page=-2&assigned_to=me%27&owner_id=0&created_after=soon";
    expect(read(`${strange}&unknown=1`)).toEqual(defaultQuery(shape));
  });

  test("the API is asked only for what is filtered", () => {
    expect(apiQuery(defaultQuery(shape), 25)).toEqual({ page: 1, per_page: 25, sort: "created_at", order: "desc" });
    expect(apiQuery({ ...defaultQuery(shape), filters: { status: "new" }, search: "x" }, 25)).toMatchObject({
      status: "new",
      search: "x",
    });
  });

  test("a column sorts its natural way first, the other way at the next click, from the first page", () => {
    const byName = sortedBy(shape, { ...defaultQuery(shape), page: 4 }, "name");
    expect(byName).toMatchObject({ sort: "name", order: "asc", page: 1 });
    expect(sortedBy(shape, byName, "name").order).toBe("desc");
    expect(sortedBy(shape, byName, "score").order).toBe("desc");
  });

  test("a filter begins at the first page, and an empty one is none", () => {
    const filtered = filteredBy({ ...defaultQuery(shape), page: 4 }, "status", "new");
    expect(filtered).toMatchObject({ filters: { status: "new" }, page: 1 });
    expect(isFiltered(filtered)).toBe(true);
    expect(isFiltered(filteredBy(filtered, "status", ""))).toBe(false);
    expect(isFiltered({ ...defaultQuery(shape), search: "x" })).toBe(true);
  });

  test("a view stands in the address unless it is the usual one, and stays when filters go", () => {
    const seen = { ...shape, views: ["board", "list"] };
    const query = readQuery(seen, new URLSearchParams("view=list&status=new&page=2"));
    expect(hrefOf(seen, query)).toBe("/crm/things?view=list&status=new&page=2");
    expect(hrefOf(seen, wholeQuery(seen, query))).toBe("/crm/things?view=list");
    expect(isFiltered(wholeQuery(seen, query))).toBe(false);
    expect(hrefOf(seen, readQuery(seen, new URLSearchParams("view=board")))).toBe("/crm/things");
    expect(hrefOf(seen, readQuery(seen, new URLSearchParams("view=moon")))).toBe("/crm/things");
  });
});
