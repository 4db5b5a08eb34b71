import { describe, expect, test } from "vitest";
import type { LeadFilters } from "./filters.ts";
import { defaultLeadFilters, leadsHref, leadsQuery, readLeadFilters, sortedBy } from "./filters.ts";

const read = (search: string) => readLeadFilters(new URLSearchParams(search));

describe("filters in the address", () => {
  test("a plain table has a plain address", () => {
    expect(leadsHref(defaultLeadFilters)).toBe("/crm/leads");
    expect(read("")).toEqual(defaultLeadFilters);
  });

  test("what is written is read back", () => {
    const filters: LeadFilters = {
      search: "ada & co",
      status: ["new", "qualified"],
      assignedTo: "none",
      sort: "score",
      order: "asc",
      page: 3,
    };
    const href = leadsHref(filters);
    expect(href).toBe("/crm/leads?search=ada+%26+co&status=new,qualified&assigned_to=none&sort=score&order=asc&page=3");
    expect(read(new URL(href, "https://console.test").search)).toEqual(filters);
  });

  test("what is not understood counts as absent, so that no address breaks the page", () => {
    expect(read("?status=hot,new&sort=shoe_size&order=up&page=-2&assigned_to=me%27")).toEqual({
      ...defaultLeadFilters,
      status: ["new"],
    });
  });

  test("the API is asked only for what is filtered", () => {
    expect(leadsQuery(defaultLeadFilters, 25)).toEqual({ page: 1, per_page: 25, sort: "created_at", order: "desc" });
    expect(leadsQuery({ ...defaultLeadFilters, status: ["new", "contacted"], search: "x" }, 25)).toMatchObject({
      status: "new,contacted",
      search: "x",
    });
  });

  test("a column sorts its natural way first, the other way at the next click, from the first page", () => {
    const byName = sortedBy({ ...defaultLeadFilters, page: 4 }, "last_name");
    expect(byName).toMatchObject({ sort: "last_name", order: "asc", page: 1 });
    expect(sortedBy(byName, "last_name").order).toBe("desc");
    expect(sortedBy(byName, "score").order).toBe("desc");
  });
});
