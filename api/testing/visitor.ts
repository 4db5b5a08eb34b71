import type { Employee } from "../access/actor.ts";
import { createEmployee } from "../access/employees.ts";
import { timestamp } from "../clock.ts";
import { sendAsAgent } from "../conversations/send-as-agent.ts";
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
  /** Gives claims by POST /widget/identify and expects them to be taken. */
  identify(identity: object, confirm?: boolean): Promise<void>;
  /** The latest conversation's events. */
  history(): Promise<TestAnswer["body"]>;
  /** The latest conversation as agents see it. */
  conversation(): Promise<TestAnswer["body"]>;
  /** The same browser under another session id. */
  under(session_id: string): TestVisitor;
}

export type TestEmployee = Pick<Employee, "employee_id" | "name">;

export interface TestSite extends TestApi {
  readonly publicKey: string;
  readonly secretKey: string;
  visit(init?: object, key?: string): Promise<TestVisitor>;
  /** The leads with this email. */
  leads(email: string): Promise<TestAnswer["body"][]>;
  /** Adds an agent to the team. */
  employ(name: string): Promise<TestEmployee>;
  /** Speaks to a visitor as an employee. */
  speak(employee: TestEmployee, conversationId: number, ...texts: string[]): Promise<void>;
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

  const ask = async (operation: string, body?: object) =>
    success(await test.request(operation, { key: secretKey, body }));

  async function visit(init: object = {}, key = publicKey): Promise<TestVisitor> {
    const started = await test.request("POST /widget/init", { key, body: init });
    if (started.status !== 200) throw new Error(JSON.stringify(started.body));
    return visitorOf(started.body.session_id, started.body, key);
  }

  function visitorOf(session_id: string, init: TestAnswer["body"], key: string): TestVisitor {
    const call = async (operation: string, body?: object) =>
      operation.startsWith("GET")
        ? await test.request(operation, { key, headers: { "X-Widget-Session": session_id } })
        : await test.request(operation, { key, body: { session_id, ...body } });
    const history = async () => success(await call("GET /widget/messages"));
    return {
      session_id,
      init,
      call,
      say: async (message, more) => success(await call("POST /widget/message", { message, ...more })),
      async identify(identity, confirm) {
        success(await call("POST /widget/identify", { identity, ...(confirm === undefined ? {} : { confirm }) }));
      },
      history,
      async conversation() {
        const { conversation } = await history();
        return (await ask(`GET /conversations/${conversation.conversation_id}`)).data;
      },
      under: (other) => visitorOf(other, init, key),
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
    ask,
    leads: async (email) => (await ask(`GET /leads?email=${encodeURIComponent(email)}`)).data,
    employ: async (name) => {
      const wish = {
        name,
        email: `${name}@team.example`,
        role: "agent",
        passwordHash: null,
        now: "2026-03-10T00:00:00Z",
      } as const;
      return await (await test.space()).write(({ db }) => createEmployee(db, wish));
    },
    speak: async (employee, conversationId, ...texts) => {
      const space = await test.space();
      const agent = { kind: "agent", id: employee.employee_id, name: employee.name } as const;
      const items = texts.map((body) => ({ client_id: null, body }));
      const common = {
        api: test.api,
        space,
        request: noRequest,
        now: timestamp(test.clock.now()),
        require: () => undefined,
        relay: () => Promise.reject(new Error("An agent's message relays nothing.")),
      };
      const actor = { kind: "system" } as const;
      await space.write((transaction) =>
        sendAsAgent({ ...common, ...transaction, actor }, conversationId, agent, items),
      );
    },
    async during(work) {
      const before = (await log()).length;
      await work();
      return (await log()).slice(before).map(({ event, data }) => ({ event, data: JSON.parse(data) }));
    },
  };
}

/** The facts of a call that no transport carried. */
export const noRequest = {
  id: "test",
  address: null,
  origin: null,
  userAgent: null,
  widgetSession: null,
  ifMatch: null,
  accepts: "json",
  idempotencyKey: null,
  signal: null,
} as const;

function success({ status, body }: TestAnswer): TestAnswer["body"] {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}
