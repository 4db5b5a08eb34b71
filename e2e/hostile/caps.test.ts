import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, test } from "vitest";
import { encodeFrame } from "../support/raw-frames.ts";
import { until } from "../support/until.ts";
import { type Caller, startTarget, type Target } from "./target.ts";

let target: Target;
beforeAll(async () => {
  target = await startTarget();
});
afterAll(() => target.stack.stop());

interface Answered {
  readonly code: string;
  readonly retry_after?: number;
}

/** Asks so many times at once for what does not exist, which is a command all the same, and waits for all answers. */
async function askAtOnce({ socket }: Caller, namespace: string, count: number): Promise<Answered[]> {
  for (let id = 0; id < count; id += 1) socket.send(`42${namespace},${1000 + id}["no:such"]`);
  const answers: Answered[] = [];
  await until(`${count} answers`, () => {
    for (const packet of socket.take(`43${namespace},`)) {
      answers.push((JSON.parse(packet.slice(packet.indexOf("["))) as [Answered])[0]);
    }
    return answers.length === count;
  });
  return answers;
}

const enter = async (kind: "visitor" | "agent") =>
  kind === "visitor" ? await target.visitor(await target.newSession()) : await target.agent(await target.signIn());

const withCode = (answers: readonly Answered[], code: string) => answers.filter((answer) => answer.code === code);

describe.concurrent("what one connection may send", () => {
  test.for([
    { kind: "visitor", namespace: "/widget", limit: 40 },
    { kind: "agent", namespace: "/agent", limit: 200 },
  ] as const)(
    "each $kind gets $limit commands answered in 10 s, is refused more, and ended at five times as many",
    async ({ kind, namespace, limit }, { expect }) => {
      const caller = await enter(kind);
      // None of these is a command.
      for (let count = 0; count < 50; count += 1) {
        caller.socket.send(`43${namespace},${count}[]`);
        caller.socket.send("3");
        caller.socket.send(`42${namespace},["typing",{"conversation_id":1,"typing":true}]`);
      }
      const answers = await askAtOnce(caller, namespace, 5 * limit);
      const refused = withCode(answers, "RATE_LIMITED");
      expect([withCode(answers, "VALIDATION_ERROR").length, refused.length]).toEqual([limit, 4 * limit]);
      const [{ retry_after = 0 } = { retry_after: 0 }] = refused;
      expect([retry_after > 0, retry_after <= 10]).toEqual([true, true]);
      caller.socket.send(`42${namespace},1["no:such"]`);
      await caller.socket.closed;
    },
  );

  test("a visitor who was refused is answered again after the time told", async ({ expect }) => {
    const caller = await enter("visitor");
    const answers = await askAtOnce(caller, "/widget", 41);
    const [refused] = withCode(answers, "RATE_LIMITED");
    await wait((refused?.retry_after ?? 0) * 1000);
    expect(withCode(await askAtOnce(caller, "/widget", 40), "VALIDATION_ERROR").length).toEqual(40);
    caller.socket.close();
  });

  test("a frame of 64 KiB is read, and one byte more ends the connection", async () => {
    const caller = await enter("visitor");
    const around = '42/widget,1["no:such",""]'.length;
    const packet = (bytes: number) => `42/widget,1["no:such","${"x".repeat(bytes - around)}"]`;
    caller.socket.write(encodeFrame(packet(65_536)));
    await caller.socket.next("43/widget,1[");
    caller.socket.write(encodeFrame(packet(65_537)));
    await caller.socket.closed;
  });

  test.for(["visitor", "agent"] as const)(
    "each %s connects 30 times in a minute, and nobody else is refused for it",
    async (kind, { expect }) => {
      const session = await target.newSession();
      const signedIn = await target.signIn();
      const connect = () => (kind === "visitor" ? target.visitor(session) : target.agent(signedIn));
      for (let count = 0; count < 30; count += 1) (await connect()).socket.close();
      const refusal = await connect().then(
        () => "let in",
        (error: Error) => error.message,
      );
      expect(refusal).toMatch(/"code":"RATE_LIMITED".*"retry_after":\d+/);
      (await enter(kind)).socket.close();
    },
  );

  test("typing passes once in two seconds, and is dropped without a word", async ({ expect }) => {
    const visitor = await enter("visitor");
    const hello = [{ client_id: "hello-typing", body: "Hello" }];
    const conversation_id = Number((await visitor.ask("message:send", { items: hello }))["conversation_id"]);
    const agent = await enter("agent");
    const heard = () => agent.socket.take(`42/agent,["typing",{"conversation_id":${conversation_id},`).length;
    const type = async () => {
      for (let count = 0; count < 10; count += 1) visitor.socket.send('42/widget,["typing",{"typing":true}]');
      // Answered after the signals: what they caused has been sent.
      await visitor.ask("conversation:sync", { after: 0 });
      await agent.ask("conversation:leave", { conversation_id });
      return heard();
    };
    expect([await type(), await type()]).toEqual([1, 0]);
    await wait(2000);
    expect(await type()).toEqual(1);
    for (const { socket } of [visitor, agent]) socket.close();
  });
});
