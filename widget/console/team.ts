import type { ConsoleClient } from "./api.ts";
import { counted, type Employee } from "./records.ts";

const perPage = 100;

/** Everybody who may sign in, by name. */
export async function loadTeam(client: Pick<ConsoleClient, "call">): Promise<readonly Employee[]> {
  const team: Employee[] = [];
  for (let page = 1; ; page += 1) {
    const { data, pagination } = counted(await client.call("GET /employees", { query: { per_page: perPage, page } }));
    team.push(...data);
    if (page >= pagination.total_pages) return team;
  }
}
