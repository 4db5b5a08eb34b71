import type { Engine } from "../../../api/store/space.ts";
import { createDatabase } from "../../../api/testing/api.ts";
import { createRandom } from "../../simulation/random.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { type Agent, startAgent } from "./agent.ts";
import { openDatabase } from "./database.ts";
import { dressRequests } from "./device.ts";
import { type Ledger, readLedger } from "./ledger.ts";
import { createVisitor, type Visitor } from "./visitor.ts";
import { createWatch } from "./watch.ts";
import type { World } from "./world.ts";

export interface ProductOptions {
  readonly engine: Engine;
  readonly visitors: number;
  readonly agents: number;
  readonly seed: number;
}

export interface Product extends World {
  readonly stack: Stack;
  readonly publicKey: string;
  /** How often each client id is stored. */
  clientIds(): Promise<ReadonlyMap<string, number>>;
}

/** The whole product, whose clock is wrong in another way at each start, with people at the product's own clients. */
export async function openProduct({ engine, visitors, agents, seed }: ProductOptions): Promise<Product> {
  const database = engine === "postgres" ? await createDatabase() : null;
  const stack = await startStack({
    env: {
      ...{ RATE_LIMITS: "off", LOG_LEVEL: "warn", CLOCK_SEED: String(seed) },
      ...(database === null ? {} : { DATABASE_URL: database.url }),
    },
    hooks: ["clock"],
  });
  const undress = dressRequests();
  const listeners = new Set<(text: string) => void>();
  const watch = createWatch((text) => {
    for (const listener of listeners) listener(text);
  });
  const query = openDatabase(stack.dataDir, database?.url ?? null);
  let ledger: Ledger | null = null;

  const publicKey = await stack.createKey("pk_live");
  const randomOf = (number: number) => createRandom(seed * 1000 + number);
  const threadsOf = ({ visitorId }: Visitor) => ledger?.ofVisitor.get(visitorId ?? "") ?? [];
  const atWebsite = Array.from({ length: visitors }, (_, index) =>
    createVisitor({
      ...{ name: `visitor ${index + 1}`, apiBase: stack.api, publicKey, watch },
      ...{ random: randomOf(index), thread: (own) => threadsOf(own).at(-1) ?? null },
    }),
  );
  const atDesk: Agent[] = [];
  for (let number = 1; number <= agents; number += 1) {
    const password = "correct horse battery staple 9";
    const credentials = await stack.createUser({
      name: `Agent ${number}`,
      email: `agent.${number}@example.com`,
      password,
    });
    const random = randomOf(visitors + number);
    const options = { name: `agent ${number}`, origin: stack.url, apiBase: stack.api, credentials, random, watch };
    atDesk.push(await startAgent(options));
  }
  const people = [...atWebsite, ...atDesk];

  return {
    stack,
    publicKey,
    people,
    oddities: watch.oddities,
    launch: () => stack.launch(),
    kill: () => stack.kill(),
    ready: () => stack.ready(),
    onStored: (listener) => void listeners.add(listener),
    async truth() {
      ledger = await readLedger(query);
      return ledger.threads;
    },
    async contradictions() {
      ledger = await readLedger(query);
      const strayed = atWebsite.filter((visitor) => threadsOf(visitor).length !== 1);
      return [
        ...strayed.map((visitor) => `${visitor.name} has ${threadsOf(visitor).length} conversations`),
        ...ledger.gaps,
        ...atDesk.flatMap((agent) => wrongRows(agent, ledger?.conversations ?? [])),
      ];
    },
    async clientIds() {
      const rows = await query<{ readonly client_id: string; readonly count: number }>(
        "select client_id, count(*) as count from conversation_events where client_id is not null group by client_id",
      );
      return new Map(rows.map(({ client_id, count }) => [client_id, count]));
    },
    async close() {
      for (const person of people) person.leave();
      undress();
      await stack.stop();
      await database?.drop();
    },
  };
}

/** Where an agent's list differs from the database: every open conversation is in it, closed ones only where they were shown. */
function wrongRows(agent: Agent, stored: Ledger["conversations"]): string[] {
  const rows = agent.rows();
  const wrong = stored.flatMap(({ conversation_id: id, ...expected }) => {
    const row = rows.get(id);
    if (row === undefined) return expected.status === "open" ? [`${agent.name} has no row of ${id}`] : [];
    return Object.entries(expected)
      .filter(([name, value]) => row[name as keyof typeof row] !== value)
      .map(([name, value]) => `${agent.name}: ${name} of ${id} is ${row[name as keyof typeof row]}, not ${value}`);
  });
  const unknown = [...rows.keys()].filter((id) => !stored.some(({ conversation_id }) => conversation_id === id));
  return [...wrong, ...unknown.map((id) => `${agent.name} has a row of ${id}, which is not stored`)];
}
