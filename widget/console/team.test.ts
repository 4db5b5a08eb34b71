import { expect, test } from "vitest";
import type { ConsoleClient } from "./api.ts";
import { loadTeam, nameIn } from "./team.ts";

test("a team larger than a page is loaded whole", async () => {
  const ids = Array.from({ length: 230 }, (_, i) => ({ employee_id: i + 1 }));
  const call = async (_key: string, { query: { page, per_page } }: { query: { page: number; per_page: number } }) => ({
    data: ids.slice((page - 1) * per_page, page * per_page),
    pagination: { page, per_page, total: ids.length, total_pages: Math.ceil(ids.length / per_page) },
  });
  expect(await loadTeam({ call } as unknown as ConsoleClient)).toEqual(ids);
});

test("employees are called by name, nobody and who has left by none", () => {
  const team = [{ employee_id: 3, name: "Ada" }] as Parameters<typeof nameIn>[0];
  expect(nameIn(team, 3)).toBe("Ada");
  expect(nameIn(team, 4)).toBeNull();
  expect(nameIn(team, null)).toBeNull();
});
