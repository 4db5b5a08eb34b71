import { encode } from "../../api/kit/columns.ts";
import { cursorAfter } from "../../api/kit/order.ts";
import { lead } from "../../api/resources/lead-record.ts";
import { createModel } from "./expected.ts";
import { listMix, statuses } from "./mix.ts";
import type { Product } from "./product.ts";
import type { Report } from "./report.ts";

const mixLimit = { quantile: 0.95, ms: 50 };
/** One group may hold a query or two that are dearer than nearly all of the mix. */
const groupLimit = { quantile: 0.95, ms: 75 };
const cursorLimit = { quantile: 0.95, ms: 20 };

/**
 * The mix of queries, each after a write, so that nothing is remembered and its total is counted, and again, as people
 * who turn pages ask.
 */
export async function measureLists({ connection, secretKey, recipe }: Product, report: Report, rounds: number) {
  const count = createModel(recipe);
  const forget = await createToucher(connection, secretKey);
  // Several at once, so that every thread that reads is warmed up.
  for (let n = 0; n < 10; n += 1) {
    const calls = statuses.map((status) => connection.call(`GET /leads?status=${status}`, { key: secretKey }));
    await Promise.all(calls);
  }
  report.section("GET /leads, the mix of queries");
  const mix: number[] = [];
  for (const { name, queries } of listMix(recipe)) {
    const [counted, remembered]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      for (const query of queries) {
        await forget();
        const first = await connection.call(`GET /leads?${query}`, { key: secretKey });
        const second = await connection.call(`GET /leads?${query}`, { key: secretKey });
        counted.push(first.ms);
        remembered.push(second.ms);
        if (round > 0) continue;
        report.expect(`total of ?${query}`, first.body.pagination.total, count(query) ?? first.body.pagination.total);
        report.expect(`second answer to ?${query}`, second.text, first.text);
      }
    }
    report.add({ name, times: counted, limit: groupLimit });
    report.add({ name: "  with its total remembered", times: remembered });
    mix.push(...counted);
  }
  report.add({ name: "the whole mix", times: mix, limit: mixLimit });
}

/** A write that changes no lead. */
async function createToucher(connection: Product["connection"], key: string) {
  const body = { entity_type: "lead", entity_id: 1, content: "Touched", is_pinned: false };
  const made = await connection.call("POST /notes", { key, body });
  let isPinned = false;
  return async () => {
    isPinned = !isPinned;
    await connection.call(`PUT /notes/${made.body.data.note_id}`, { key, body: { is_pinned: isPinned } });
  };
}

const orders = [
  "",
  "sort=last_name&order=asc",
  "sort=company_name",
  "status=new",
  "status=new,contacted&source=api",
  "sort=score",
];
const depths = [0, 10, 50, 90, 99] as const;

/** Pages by cursor, from wherever in the list. */
export async function measureCursors({ connection, secretKey: key }: Product, report: Report, rounds: number) {
  report.section("GET /leads by cursor");
  for (const depth of depths) {
    const times: number[] = [];
    for (const query of orders) {
      let cursor = await cursorAt({ connection, key }, query, depth);
      for (let round = 0; round < rounds && cursor !== null; round += 1) {
        const page = await connection.call(`GET /leads?${query}&cursor=${cursor}`, { key });
        times.push(page.ms);
        cursor = page.body.pagination.next_cursor;
      }
    }
    report.add({ name: `at ${depth} % of the list`, times, limit: cursorLimit });
  }
}

/** The cursor after the row that stands at `depth` percent. */
async function cursorAt(
  { connection, key }: { connection: Product["connection"]; key: string },
  query: string,
  depth: number,
) {
  if (depth === 0) return "";
  const { total } = (await connection.call(`GET /leads?${query}&per_page=1`, { key })).body.pagination;
  const page = Math.max(1, Math.floor((total * depth) / 100));
  const [row] = (await connection.call(`GET /leads?${query}&per_page=1&page=${page}`, { key })).body.data;
  const { sort = "created_at", order = "desc" } = Object.fromEntries(new URLSearchParams(query));
  return cursorAfter(lead, { sort, order: order === "asc" ? "asc" : "desc" }, encode(lead, row));
}
