import type { Product } from "./product.ts";
import { quantileOf, type Report } from "./report.ts";
import { widestQueries } from "./widest.ts";

const newLead = (number: number) => ({
  first_name: "Bea",
  last_name: "Bench",
  email: `bea.bench.${number}@mail.example`,
  phone: "+1 212 555 0100",
  company_name: "Bench Tools Ltd",
  source: "api",
});

/** What a new lead costs among many, beside what it costs among few; both in turn, so that both meet the same machine. */
export async function measureCreates(few: Product, many: Product, report: Report, rounds: number) {
  const times = new Map<Product, number[]>([
    [few, []],
    [many, []],
  ]);
  for (let round = 0; round < rounds; round += 1) {
    for (const [product, taken] of times) {
      const { ms } = await product.connection.call("POST /leads", { key: product.secretKey, body: newLead(round) });
      // The first calls warm up the process, not the database.
      if (round >= rounds / 10) taken.push(ms);
    }
  }
  report.section("POST /leads");
  for (const [{ leads }, taken] of times)
    report.add({ name: `among ${leads.toLocaleString("en-US")} leads`, times: taken });
  const [amongFew = [], amongMany = []] = times.values();
  report.judge("times the cost among few", quantileOf(amongMany, 0.5) / quantileOf(amongFew, 0.5), 2, "×");
}

/** How much later messages are acknowledged while the widest queries and an export run, told by turns without and with them. */
export async function measureAcks(
  product: Product,
  report: Report,
  { turns, messages }: { turns: number; messages: number },
) {
  const { connection, publicKey } = product;
  const { body } = await connection.call("POST /widget/init", { key: publicKey, body: {} });
  const send = async (message: string) =>
    (await connection.call("POST /widget/message", { key: publicKey, body: { session_id: body.session_id, message } }))
      .ms;
  const alone: number[] = [];
  const among: number[] = [];
  let [wide, exported] = [0, 0];
  // The first turn is not counted: it warms up the process.
  for (let turn = 0; turn <= turns; turn += 1) {
    const isCounted = turn > 0;
    for (let number = 0; number < messages; number += 1) {
      const ms = await send(`Message ${turn} ${number}`);
      if (isCounted) alone.push(ms);
    }
    const asking = new AbortController();
    const asked = Promise.all([askWidest(product, asking.signal), exportAll(product, asking.signal)]);
    for (let number = 0; number < messages; number += 1) {
      const ms = await send(`Message ${turn} ${number} among others`);
      if (isCounted) among.push(ms);
    }
    asking.abort();
    const [queries, bytes] = await asked;
    wide += queries;
    exported += bytes;
  }
  report.section("the acknowledgement of a message");
  report.add({ name: "alone", times: alone });
  report.add({ name: `while ${wide} of the widest queries and an export ran`, times: among });
  for (const quantile of [0.5, 0.95]) {
    const delay = quantileOf(among, quantile) - quantileOf(alone, quantile);
    report.judge(`later, at p${quantile * 100}`, Math.max(0, delay), 5, "ms");
  }
  report.expect("widest queries ran meanwhile", wide > 0, true);
  report.expect("an export ran meanwhile", exported > 0, true);
}

/** Asks one widest query after another until told to stop. Answers how many. */
async function askWidest({ connection, secretKey: key, leads }: Product, signal: AbortSignal): Promise<number> {
  let asked = 0;
  while (!signal.aborted) {
    for (const { operation } of widestQueries(leads)) {
      if (signal.aborted) break;
      await connection.call(operation, { key });
      asked += 1;
    }
  }
  return asked;
}

/** Reads all leads as CSV until told to stop. Answers how many bytes came. */
const exportAll = ({ connection, secretKey: key }: Product, signal: AbortSignal): Promise<number> =>
  connection.drain("GET /leads", { key, headers: { Accept: "text/csv" } }, signal);

const callers = 16;

/** Requests that are answered a second when many ask at once. */
export async function measureThroughput(product: Product, report: Report, seconds: number) {
  const { connection, secretKey: key, publicKey, leads } = product;
  const sessions: string[] = [];
  for (let number = 0; number < callers; number += 1) {
    sessions.push((await connection.call("POST /widget/init", { key: publicKey, body: {} })).body.session_id);
  }
  let number = 1_000_000_000;
  const next = () => (number += 1);
  const calls: Readonly<Record<string, (caller: number) => Promise<{ ms: number }>>> = {
    "POST /leads": () => connection.call("POST /leads", { key, body: newLead(next()) }),
    "GET /leads": () => connection.call("GET /leads", { key }),
    "GET /leads/{id}": () => connection.call(`GET /leads/${1 + (next() % leads)}`, { key }),
    "POST /widget/message": (caller) =>
      connection.call("POST /widget/message", {
        key: publicKey,
        body: { session_id: sessions[caller], message: `Message ${next()}` },
      }),
  };
  report.section(`${callers} callers at once, ${seconds} s each`);
  for (const [name, call] of Object.entries(calls)) {
    const times: number[] = [];
    const start = performance.now();
    const until = start + seconds * 1000;
    const caller = async (_: unknown, place: number) => {
      while (performance.now() < until) times.push((await call(place)).ms);
    };
    await Promise.all(Array.from({ length: callers }, caller));
    const perSecond = times.length / ((performance.now() - start) / 1000);
    report.add({ name: `${name}: ${Math.round(perSecond)} a second`, times });
  }
}
