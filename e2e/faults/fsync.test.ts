import { expect, test } from "vitest";
import { ask } from "../support/http.ts";
import { openSocket, type RawSocket } from "../support/raw-socket.ts";
import { startStack } from "../support/stack.ts";
import { type SystemCall, traceCalls } from "./strace.ts";

const messages = 200;

// strace is Linux's; elsewhere nobody can look over the kernel's shoulder.
if (process.platform === "linux") {
  test(`${messages} messages, one after another: at each ack the disk has been made to keep all that was written`, {
    timeout: 60_000,
  }, async () => {
    const stack = await startStack({ env: { RATE_LIMITS: "off", LOG_LEVEL: "warn" } });
    try {
      const key = await stack.createKey("pk_live");
      const socket = await enter(stack, key);
      await send(socket, 0);
      const trace = await traceCalls(stack.pid ?? 0, ["fsync", "fdatasync", "pwrite64", "write", "writev"]);
      for (let number = 1; number <= messages; number += 1) await send(socket, number);
      const acks = judge(await trace.stop());
      expect(acks.map(({ number }) => number)).toEqual(Array.from({ length: messages }, (_, index) => index + 1));
      expect(acks.filter(({ syncs, unsynced }) => syncs === 0 || unsynced > 0)).toEqual([]);
      expect(acks.reduce((sum, { syncs }) => sum + syncs, 0)).toBeGreaterThanOrEqual(messages);
      socket.close();
    } finally {
      await stack.stop();
    }
  });
}

async function enter({ url, api }: { url: string; api: string }, key: string): Promise<RawSocket> {
  const { body } = await ask(`${api}/widget/init`, { key, body: {} });
  const socket = await openSocket(url, key);
  socket.send(`40/widget,${JSON.stringify({ session_id: body["session_id"], protocol: 1 })}`);
  await socket.next("40/widget,");
  return socket;
}

async function send(socket: RawSocket, number: number): Promise<void> {
  const items = [{ client_id: `message_${number}_of_many`, body: `Message ${number}` }];
  socket.send(`42/widget,${number}${JSON.stringify(["message:send", { items }])}`);
  const ack = await socket.next(`43/widget,${number}[`);
  expect(ack).toContain('"ok":true');
}

interface Ack {
  readonly number: number;
  /** How often the write-ahead log was synced since the ack before. */
  readonly syncs: number;
  /** Writes to it that no sync had followed when the ack went out. */
  readonly unsynced: number;
}

function judge(calls: readonly SystemCall[]): Ack[] {
  const acks: Ack[] = [];
  let [syncs, unsynced] = [0, 0];
  for (const { name, text } of calls) {
    const ack = /^writev?\(.*43\/widget,(\d+)\[/.exec(text)?.[1];
    if (ack !== undefined) {
      acks.push({ number: Number(ack), syncs, unsynced });
      syncs = 0;
    } else if (/^\w+\(\d+<[^>]*main_live\.db-wal>/.test(text)) {
      if (name === "pwrite64") unsynced += 1;
      else if (name.endsWith("sync") && text.endsWith("= 0")) {
        syncs += 1;
        unsynced = 0;
      }
    }
  }
  return acks;
}
