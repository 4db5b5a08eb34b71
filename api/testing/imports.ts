import { vi } from "vitest";
import type { Space, Transaction } from "../store/space.ts";
import type { TestAnswer, TestApi } from "./api.ts";

/** Imports of a test, by a key of its own. */
export interface TestImports {
  readonly key: string;
  upload(csv: string, query?: Readonly<Record<string, unknown>>, headers?: object): Promise<TestAnswer>;
  /** Uploads a file, expects it to be taken, and returns the import once it is over. */
  run(csv: string, query?: Readonly<Record<string, unknown>>): Promise<TestAnswer["body"]>;
  read(id: number): Promise<TestAnswer["body"]>;
  /** The import once `is` holds of it. */
  until(id: number, is: (one: TestAnswer["body"]) => boolean): Promise<TestAnswer["body"]>;
  /** Every lead there is, by id. */
  leads(): Promise<TestAnswer["body"][]>;
}

export const isOver = ({ status }: TestAnswer["body"]) => !["queued", "running"].includes(status);

export async function openImports(house: TestApi, key?: string): Promise<TestImports> {
  const own = key ?? (await house.key("crm"));

  const upload: TestImports["upload"] = (csv, query = {}, headers = {}) => {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const all = { "Content-Type": "text/csv", ...headers };
    return house.request(`POST /leads/import?${search}`, { key: own, body: csv, headers: all });
  };
  const read: TestImports["read"] = async (id) => (await house.request(`GET /imports/${id}`, { key: own })).body.data;
  const until: TestImports["until"] = (id, is) =>
    vi.waitUntil(
      async () => {
        const found = await read(id);
        return is(found) ? found : null;
      },
      { interval: 10, timeout: 60_000 },
    );

  return {
    key: own,
    upload,
    read,
    until,
    async run(csv, query) {
      const { status, body } = await upload(csv, query);
      if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
      return await until(body.data.import_id, isOver);
    },
    async leads() {
      const found: TestAnswer["body"][] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const path = `GET /leads?sort=lead_id&order=asc&per_page=100&cursor=${encodeURIComponent(cursor)}`;
        const { body }: TestAnswer = await house.request(path, { key: own });
        found.push(...body.data);
        cursor = body.pagination.next_cursor;
      }
      return found;
    },
  };
}

/** A file of so many people, each with an email of its own. */
export function peopleCsv(count: number, company = "company"): string {
  const lines = Array.from({ length: count }, (_, i) => `p${i + 1}@${company}.example,Jane ${i + 1},"msp, ${i}"`);
  return `E-mail,First name,Tags\n${lines.join("\n")}\n`;
}

/** Changes what a space's writes do: `write` gets the work and how to do it. */
export function intercept(
  space: Space,
  write: (work: (transaction: Transaction) => Promise<unknown>, real: Space["write"]) => Promise<unknown>,
): () => void {
  const real = space.write;
  const open = space as { write: Space["write"] };
  open.write = ((work: (transaction: Transaction) => Promise<unknown>) => write(work, real)) as Space["write"];
  return () => {
    open.write = real;
  };
}
