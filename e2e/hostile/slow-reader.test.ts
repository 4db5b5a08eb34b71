import { setInterval as every, setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sized } from "../faults/form.ts";
import { canMeasureProcesses, forgetPeak, peakMegabytes } from "../support/process-use.ts";
import { canSeeConnections, heldConnections } from "../support/tcp-table.ts";
import { type Caller, startTarget, type Target } from "./target.ts";

const megabytes = sized({ short: 8, long: 100 });
/** What the product keeps for a connection at most, before it ends it. */
const boundBytes = 1_048_576;
const mostSecondsUnread = 5;
const mostMegabytesMore = 20;

let target: Target;
beforeAll(async () => {
  target = await startTarget({ RATE_LIMITS: "off" });
});
afterAll(() => target.stack.stop());

describe.runIf(canSeeConnections && canMeasureProcesses)("clients that stop reading", () => {
  test(`while ${megabytes} MB go to their room they are ended within 5 s, cost less than 20 MB, and miss nothing`, {
    timeout: 900_000,
  }, async ({ annotate }) => {
    const session = await target.newSession();
    const visitor = await target.visitor(session);
    const hello = [{ client_id: "first-hello", body: "Hello" }];
    const conversation_id = Number((await visitor.ask("message:send", { items: hello }))["conversation_id"]);
    visitor.socket.close();
    const writer = await target.agent(await target.signIn());
    await writer.ask("conversation:sync", { conversation_id, after: 0 });

    await fill(writer, conversation_id, "warm", () => undefined, batches / 4);
    forgetPeak(target.stack.pid);
    await fill(writer, conversation_id, "alone", () => undefined);
    const alone = peakMegabytes(target.stack.pid);

    const frozen = [await target.visitor(session), await target.agent(await target.signIn())] as const;
    const since = Number((await frozen[1].ask("conversation:sync", { conversation_id, after: 0, limit: 1 }))["head"]);
    const watched = watch(frozen);
    forgetPeak(target.stack.pid);
    await fill(writer, conversation_id, "frozen", watched.sent);
    const seconds = await watched.ended();
    const among = peakMegabytes(target.stack.pid);
    await annotate(
      `ended ${seconds.map((one) => one.toFixed(2)).join(" and ")} s after their bound; at most ${alone.toFixed(0)} MB without them, ${among.toFixed(0)} MB with them`,
    );

    expect(Math.max(...seconds)).toBeLessThan(mostSecondsUnread);
    expect(among - alone).toBeLessThan(mostMegabytesMore);
    const back = await target.visitor(session);
    expect(await missed(back, { after: since })).toEqual(bodies("frozen"));
    const agentBack = await target.agent(await target.signIn());
    expect(await missed(agentBack, { conversation_id, after: since })).toEqual(bodies("frozen"));
    expect(target.stack.output).not.toMatch(/uncaught|unhandled/i);
  });
});

/** As much as fits in one command: 48 KiB, of letters that take three bytes each. */
const perBatch = 4;
const bodyBytes = 11_700;
const filler = "あ".repeat(bodyBytes / 3 - 20);
const batches = Math.ceil((megabytes * 1_000_000) / (perBatch * bodyBytes));
const bodyOf = (run: string, number: number) => `${run} ${number} ${filler}`;
const bodies = (run: string) => Array.from({ length: batches * perBatch }, (_, number) => `${run} ${number}`);

/** Writes so much into the conversation, and tells of each batch how many bytes it was. */
async function fill(
  writer: Caller,
  conversation_id: number,
  run: string,
  sent: (bytes: number) => void,
  count = batches,
): Promise<void> {
  for (let batch = 0; batch < count; batch += 1) {
    const items = Array.from({ length: perBatch }, (_, index) => {
      const number = batch * perBatch + index;
      return { client_id: `${run}-${number}-message`, body: bodyOf(run, number) };
    });
    await writer.ask("message:send", { conversation_id, items });
    sent(items.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0));
    writer.socket.take("42");
  }
}

interface Watched {
  /** So many bytes more went to their room. */
  readonly sent: (bytes: number) => void;
  /** Seconds between the moment each one's bound was passed and that when the product let go of it. */
  readonly ended: () => Promise<number[]>;
}

interface Frozen {
  readonly port: number;
  passedAt: number | null;
  endedAt: number | null;
  endedAtBytes: number;
}

/** Stops reading, and reads from the kernel's table what waits there and when the product hangs up. */
function watch(callers: readonly Caller[]): Watched {
  const connections = callers.map(({ socket }): Frozen => {
    socket.tcp.pause();
    return { port: socket.tcp.localPort ?? 0, passedAt: null, endedAt: null, endedAtBytes: 0 };
  });
  let written = 0;
  const look = () => {
    const held = heldConnections(target.port);
    const now = performance.now();
    for (const connection of connections) {
      const inKernel = held.get(connection.port);
      if (inKernel === undefined) {
        connection.endedAt ??= now;
        connection.endedAtBytes ||= written;
      } else if (written - inKernel > boundBytes) connection.passedAt ??= now;
    }
  };
  return {
    sent(bytes) {
      written += bytes;
      look();
    },
    async ended() {
      await Promise.race([untilEnded(connections, look), wait(2000 * mostSecondsUnread)]);
      for (const { socket } of callers) socket.close();
      return connections.map(secondsUnread);
    },
  };
}

async function untilEnded(connections: readonly Frozen[], look: () => void): Promise<void> {
  for await (const _ of every(50)) {
    look();
    if (connections.every(({ endedAt }) => endedAt !== null)) return;
  }
}

/** From the bound to the end; one that was ended between two looks was ended at once. Throws for one ended too early. */
function secondsUnread({ passedAt, endedAt, endedAtBytes }: Frozen): number {
  if (endedAt === null) return Number.POSITIVE_INFINITY;
  if (endedAtBytes < boundBytes) throw new Error(`Ended after ${endedAtBytes} bytes, which it might have read.`);
  return (endedAt - (passedAt ?? endedAt)) / 1000;
}

/** What came after a place, without its filler, read page by page. Throws when there is a gap. */
async function missed(
  caller: Caller,
  from: { readonly after: number; readonly conversation_id?: number },
): Promise<string[]> {
  const found: string[] = [];
  let { after } = from;
  for (;;) {
    const page = await caller.ask("conversation:sync", { ...from, after, limit: 200 });
    for (const { seq, type, body } of page["events"] as { seq: number; type: string; body: string }[]) {
      if (seq !== after + 1) throw new Error(`After ${after} came ${seq}.`);
      after = seq;
      if (type === "message") found.push(body.split(" ").slice(0, 2).join(" "));
    }
    if (page["more"] !== true) return found;
  }
}
