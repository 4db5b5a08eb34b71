import { expect, test } from "vitest";
import { startStack } from "../../support/stack.ts";
import { type BareVisitor, openBareVisitor } from "./bare-visitor.ts";
import { type SystemCall, traceCalls } from "./strace.ts";

const messages = 200;

// strace is Linux's; elsewhere nobody can look over the kernel's shoulder.
if (process.platform === "linux") {
  test(`${messages} messages, one after another: at each ack the disk has been made to keep all that was written`, {
    timeout: 60_000,
  }, async () => {
    const stack = await startStack({ env: { RATE_LIMITS: "off", LOG_LEVEL: "warn" } });
    try {
      const visitor = await openBareVisitor(stack, await stack.createKey("pk_live"));
      await send(visitor, 1);
      const trace = await traceCalls(stack.pid ?? 0, ["fsync", "fdatasync", "pwrite64", "write", "writev"]);
      for (let number = 2; number <= messages + 1; number += 1) await send(visitor, number);
      const acks = judge(await trace.stop());
      expect(acks.map(({ number }) => number)).toEqual(Array.from({ length: messages }, (_, index) => index + 2));
      expect(acks.filter(({ syncs, unsynced }) => syncs === 0 || unsynced > 0)).toEqual([]);
      expect(acks.reduce((sum, { syncs }) => sum + syncs, 0)).toBeGreaterThanOrEqual(messages);
      visitor.close();
    } finally {
      await stack.stop();
    }
  });
}

async function send(visitor: BareVisitor, number: number): Promise<void> {
  const items = [{ client_id: `message_${number}_of_many`, body: `Message ${number}` }];
  expect(await visitor.command("message:send", { items })).toMatchObject({ ok: true });
}

interface Ack {
  /** The command that it answers. */
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
