import type { Engine } from "../store/space.ts";
import { openTestApi, type TestAnswer, type TestApi } from "./api.ts";

/** A website visitor of a test: a public key and a session. */
export interface TestVisitor {
  readonly session_id: string;
  /** What init answered. */
  readonly init: TestAnswer["body"];
  /** Calls a widget operation with the session in the body, or in the header for GET. */
  call(operation: string, body?: object): Promise<TestAnswer>;
  /** Sends a message and expects it to be taken. */
  say(message: string, more?: object): Promise<TestAnswer["body"]>;
  /** The latest conversation's events. */
  history(): Promise<TestAnswer["body"]>;
}

export interface TestSite extends TestApi {
  readonly publicKey: string;
  readonly secretKey: string;
  visit(init?: object, key?: string): Promise<TestVisitor>;
  /** Calls with the secret key and expects success. */
  ask(operation: string, body?: object): Promise<TestAnswer["body"]>;
  /** Events of the log while `work` ran, with their data. */
  during(work: () => Promise<unknown>): Promise<{ event: string; data: TestAnswer["body"] }[]>;
}

/** A site with a widget and the server behind it. Limits are off unless `env` says otherwise. */
export async function openTestSite(
  engine: Engine,
  env: Record<string, string> = { RATE_LIMITS: "off" },
): Promise<TestSite> {
  const test = await openTestApi({ engine, env });
  const publicKey = await test.key("pk_live");
  const secretKey = await test.key("crm");

  async function visit(init: object = {}, key = publicKey): Promise<TestVisitor> {
    const started = await test.request("POST /widget/init", { key, body: init });
    if (started.status !== 200) throw new Error(JSON.stringify(started.body));
    const { session_id } = started.body;
    const call = async (operation: string, body?: object) =>
      operation.startsWith("GET")
        ? await test.request(operation, { key, headers: { "X-Widget-Session": session_id } })
        : await test.request(operation, { key, body: { session_id, ...body } });
    return {
      session_id,
      init: started.body,
      call,
      say: async (message, more) => success(await call("POST /widget/message", { message, ...more })),
      history: async () => success(await call("GET /widget/messages")),
    };
  }

  const log = async () => {
    await test.events();
    const space = await test.space();
    return await space.read.selectFrom("events").select(["event", "data"]).orderBy("seq").execute();
  };

  return {
    ...test,
    publicKey,
    secretKey,
    visit,
    ask: async (operation, body) => success(await test.request(operation, { key: secretKey, body })),
    async during(work) {
      const before = (await log()).length;
      await work();
      return (await log()).slice(before).map(({ event, data }) => ({ event, data: JSON.parse(data) }));
    },
  };
}

function success({ status, body }: TestAnswer): TestAnswer["body"] {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
