import type { Engine } from "../store/space.ts";
import type { TestAnswer } from "./api.ts";
import { type Caller, createCallers } from "./callers.ts";
import { openTestSite, type TestSite } from "./visitor.ts";

/** One call of an operation, with everything it needs to be right but the caller. */
export interface PreparedCall {
  readonly method: string;
  /** The operation's path, with `{id}` for path parameters. */
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as JSON; a text goes as it is. */
  readonly body: unknown;
}

/** The API with everybody who may call it, and what rows need to be made ready. */
export interface Stage extends TestSite {
  send(caller: Caller, call: PreparedCall): Promise<TestAnswer>;
  /** Calls with a key that may do everything, expects success, and returns what stands under `data`. */
  make(operation: string, body?: object): Promise<TestAnswer["body"]>;
  /** A lead with an email that nobody else has. */
  makeLead(more?: object): Promise<TestAnswer["body"]>;
  freshEmail(): string;
  /** Where the live log stands; `eventsSince` tells what came after. */
  lastEvent(): Promise<number>;
  eventsSince(position: number): Promise<string[]>;
}

export async function openStage(engine: Engine, env?: Readonly<Record<string, string>>): Promise<Stage> {
  const site = await openTestSite(engine, { RATE_LIMITS: "off", ...env });
  const headersOf = createCallers(site);
  let people = 0;

  const make = async (operation: string, body?: object) => (await site.ask(operation, body)).data;
  const freshEmail = () => {
    people += 1;
    return `person${people}@stage.example`;
  };
  /** By id, which is theirs at once; on Postgres their seq comes after the commit. */
  const eventsSince = async (position: number) => {
    const { read } = await site.space();
    return await read
      .selectFrom("events")
      .select(["event_id", "event"])
      .where("event_id", ">", position)
      .orderBy("event_id")
      .execute();
  };

  return {
    ...site,
    make,
    freshEmail,
    makeLead: (more) => make("POST /leads", { email: freshEmail(), ...more }),
    send: async (caller, { method, path, params, query, headers, body }) =>
      await site.request(`${method} ${addressOf(path, params, query)}`, {
        body,
        headers: { ...(await headersOf(caller)), ...headers },
      }),
    async lastEvent() {
      const { read } = await site.space();
      const found = await read
        .selectFrom("events")
        .select((eb) => eb.fn.max("event_id").as("last"))
        .executeTakeFirst();
      return Number(found?.last ?? 0);
    },
    eventsSince: async (position) => (await eventsSince(position)).map(({ event }) => event),
  };
}

function addressOf(path: string, params: PreparedCall["params"], query: PreparedCall["query"]): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return search.size === 0 ? filled : `${filled}?${search}`;
}
