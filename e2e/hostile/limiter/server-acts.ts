import type { SignIn } from "../../../gateway/testing/real.ts";
import type { Random } from "../../simulation/random.ts";
import { forgeKey } from "../../support/forged-keys.ts";
import type { Instant } from "./books.ts";
import { counted, type Key } from "./rules.ts";
import type { Act } from "./visitor-acts.ts";
import { seen } from "./visitor-acts.ts";
import { type Asked, answer, free, type World } from "./world.ts";

/** What customers' servers, people in the console and callers without any right do over HTTP. */
export function createServerActs(world: World, random: Random) {
  const { books } = world;

  const byServer = (what: string, key: Key, status: number, call: string, asked: Asked = {}): Act => ({
    what,
    expect: (at) => answer(status, books.take(counted.server(key), 1, at)),
    perform: async () => seen(await world.ask(call, { key: key.text, ...asked })),
  });

  const byEmployee = (what: string, index: 0 | 1, status: number, call: string, asked: Asked = {}): Act => ({
    what,
    expect: (at) => answer(status, books.take(counted.signIn(String(index)), 1, at)),
    perform: async () => seen(await world.ask(call, { signIn: signInOf(index), ...asked })),
  });

  const signInOf = (index: 0 | 1): SignIn => world.signIns[index];

  /** Counted for the address, of which nothing else is known; it stays what it is beyond the limit. */
  const byNobody = (what: string, address: string, status: number, call: string, asked: Asked = {}): Act => ({
    what,
    expect: (at) => free(status, books.take(counted.nobody(address), 1, at)),
    perform: async () => seen(await world.ask(call, { address, ...asked })),
  });

  return {
    list: (key: Key): Act => byServer("leads", key, 200, "GET /leads?per_page=1"),
    miss: (key: Key): Act => byServer("a lead that is not there", key, 404, "GET /leads/999999"),
    err: (key: Key): Act => byServer("a lead that is none", key, 400, "POST /leads", { body: { score: "many" } }),
    trespass: (key: Key): Act => byServer("a secret key at the widget", key, 403, "GET /widget/status"),
    /** Each of a batch's operations is a request; the batch itself is none. */
    batch: (key: Key): Act => ({
      what: "batch",
      expect(at) {
        const windows = counted.server(key);
        const inner = [1, 2, 3].map(() => (books.take(windows, 1, at).allowed ? 404 : 429));
        return free(`200: ${inner}`, books.look(windows, at));
      },
      async perform() {
        const operations = [1, 2, 3].map(() => ({ method: "GET", path: "/leads/999999" }));
        const { body, ...told } = await world.ask("POST /batch", { key: key.text, body: { operations } });
        if (told.status !== 200) return told;
        const inner = body.data.results.map(({ status }: { status: number }) => status);
        return { ...told, status: `200: ${inner}` };
      },
    }),
    look: (index: 0 | 1): Act => byEmployee("who is signed in", index, 200, "GET /session"),
    forge: (index: 0 | 1): Act =>
      byEmployee("a lead that is none, from the console", index, 400, "POST /leads", { body: { score: "many" } }),
    /** From the answer on the new limit holds. */
    edit: (key: Key, own: number): Act => ({
      what: `${key.own} a minute become ${own}`,
      expect(at) {
        const told = books.take(counted.signIn("0"), 1, at);
        if (told.allowed) key.own = own;
        return answer(200, told);
      },
      async perform() {
        const headers = { "X-Valethon-Mode": key.mode };
        const body = { rate_limit_per_minute: own };
        return seen(await world.ask(`PUT /api-keys/${key.id}`, { signIn: signInOf(0), headers, body }));
      },
    }),
    nothing: (address: string): Act => byNobody("no key", address, 401, "GET /leads"),
    madeUp: (address: string): Act =>
      byNobody("a key without its checksum", address, 401, "GET /leads", { key: `crm_${"x".repeat(36)}` }),
    nowhere: (address: string): Act => byNobody("an address that is none", address, 404, "GET /nowhere"),
    options: (address: string): Act => ({
      what: "options",
      expect: (at) => free(204, books.look(counted.nobody(address), at)),
      perform: async () => seen(await world.ask("OPTIONS /leads", { address })),
    }),
    wrongKey: (address: string): Act => ({
      what: "a wrong key",
      expect(at: Instant) {
        const wrong = books.take(counted.wrongKeys(address), 1, at);
        return wrong.allowed ? free(401, books.take(counted.nobody(address), 1, at)) : answer(401, wrong);
      },
      perform: async () => seen(await world.ask("GET /leads", { key: forgeKey(random.next), address })),
    }),
  };
}
