import type { ConsoleClient } from "./api.ts";
import { counted, type Employee } from "./records.ts";
import type { Store } from "./store.ts";

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

/** Reads the team anew; what cannot be read now stays as it was. Never rejects. */
export async function readTeam(
  client: Pick<ConsoleClient, "call">,
  employees: Store<readonly Employee[]>,
): Promise<void> {
  const team = await loadTeam(client).catch(() => null);
  if (team !== null) employees.set(team);
}

/** What an employee is called; null for nobody, and for somebody who is not of the team. */
export function nameIn(team: readonly Employee[], employeeId: number | null): string | null {
  return team.find((one) => one.employee_id === employeeId)?.name ?? null;
}
