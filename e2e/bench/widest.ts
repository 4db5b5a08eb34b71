import type { Product } from "./product.ts";
import type { Report } from "./report.ts";

const limit = { quantile: 1, ms: 2000 };
const perPage = 100;

/** Queries that every lead meets: each must be right, and done within two seconds. */
export const widestQueries = (leads: number) => [
  { name: "every lead, counted", operation: "GET /leads", total: leads },
  {
    name: "the last page",
    operation: `GET /leads?per_page=${perPage}&page=${Math.ceil(leads / perPage)}`,
    total: leads,
  },
  {
    name: "a filter that every lead meets",
    operation: "GET /leads?created_after=2000-01-01&updated_after=2000-01-01",
    total: leads,
  },
  {
    name: "all statuses at once",
    operation: "GET /leads?status=new,contacted,qualified,unqualified,converted",
    total: leads,
  },
  { name: "a list's search for a word of every lead", operation: "GET /leads?search=example", total: leads },
  { name: "the same in another order", operation: "GET /leads?search=exam&sort=last_name&order=asc", total: leads },
  { name: "a search for a word of every lead", operation: "GET /search?q=example&types=lead", total: leads },
];

/** Has everything forgotten, then asks each of the widest queries. */
export async function measureWidest({ connection, secretKey: key, leads }: Product, report: Report, rounds: number) {
  report.section("the widest queries, nothing remembered");
  for (const { name, operation, total } of widestQueries(leads)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await connection.call("POST /notes", {
        key,
        body: { entity_type: "lead", entity_id: 1, content: `Round ${round}` },
      });
      const answer = await connection.call(operation, { key });
      times.push(answer.ms);
      report.expect(`total of ${operation}`, answer.body.pagination?.total ?? answer.body.data.total, total);
    }
    report.add({ name, times, limit });
  }
  const csv = { key, headers: { Accept: "text/csv" } };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await connection.firstByte("GET /leads", csv));
  report.add({ name: "all leads as CSV, to the first byte", times, limit });
  await checkLastPage({ connection, key, leads }, report);
}

async function checkLastPage(
  { connection, key, leads }: Pick<Product, "connection" | "leads"> & { key: string },
  report: Report,
): Promise<void> {
  const pages = Math.ceil(leads / perPage);
  const { body } = await connection.call(`GET /leads?per_page=${perPage}&page=${pages}`, { key });
  report.expect("rows of the last page", body.data.length, leads - (pages - 1) * perPage);
  report.expect("the last lead of the last page", body.data.at(-1).lead_id, 1);
}
