import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openReceiver } from "../../../api/testing/receiver.ts";
import { ask } from "../../support/http.ts";
import { processorMs } from "../../support/process-use.ts";
import { mountSmallDisk } from "../../support/small-disk.ts";
import { type Stack, startStack } from "../../support/stack.ts";
import { until } from "../../support/until.ts";
import { registerWebhook } from "../../support/webhooks.ts";
import { sized } from "../form.ts";
import { isOver } from "../site.ts";
import { expectToldWhen, openBusyScene } from "./busy-scene.ts";
import { wrong } from "./reads.ts";
import { expectAllOnce, quietServer } from "./scene.ts";

const diskMegabytes = 24;
const waitingEvents = 30;
const restMs = sized({ short: 3000, long: 20_000 });
const refusals = sized({ short: 200, long: 1500 });

// Elsewhere no small disk is to be had so easily.
if (process.platform === "linux") {
  test(`a disk that is full until ${refusals} calls were refused: no ack without a row, reads go on, and all is made good by itself once there is room`, {
    timeout: 400_000,
  }, async () => {
    const disk = mountSmallDisk(diskMegabytes);
    onTestFinished(disk.remove);
    const { scene, sending, reading, refused, rest } = await openBusyScene({ dataDir: disk.path });
    const { stack } = scene.company;
    const receiver = await openReceiver();
    onTestFinished(receiver.close);
    const webhook = await registerWebhook(scene.company, { url: receiver.url });
    const { pid } = stack;
    await sending.more(5);
    const began = performance.now();
    disk.fill();
    await until("calls to be refused", () => refused().length >= refusals, { timeoutMs: 240_000 });
    disk.free();
    await sending.more(5);
    await rest();
    expectToldWhen(refused());
    expect(wrong(reading.take())).toEqual([]);
    expect(stack.pid).toBe(pid);
    await expectAllOnce(scene, sending.sent);
    await until("the webhook to have heard of all", () => isOver(webhook), { timeoutMs: 60_000 });
    expectFewLines(stack, performance.now() - began);
  });

  test("a full disk on which nobody calls makes no work, and what waits for it goes on once there is room", {
    timeout: 120_000,
  }, async () => {
    const disk = mountSmallDisk(diskMegabytes);
    onTestFinished(disk.remove);
    const stack = await startStack({ env: { DATA_DIR: disk.path, ...quietServer } });
    onTestFinished(() => stack.stop());
    const receiver = await openReceiver();
    onTestFinished(receiver.close);
    const held: ServerResponse[] = [];
    receiver.answers((_, response) => void held.push(response));
    const secretKey = await stack.createKey("crm");
    const webhook = await registerWebhook({ stack, secretKey }, { url: receiver.url });
    const makeLead = () => ask(`${stack.api}/leads`, { key: secretKey, body: { phone: "+1 212 555 0100" } });
    for (let lead = 0; lead < waitingEvents; lead += 1) await makeLead();
    await until("deliveries to be under way", () => held.length > 0);
    const began = performance.now();
    disk.fill();
    await until("the disk to be full", async () => (await makeLead()).status === 503);
    // They arrived, and cannot be written down.
    receiver.answers((_, response) => void response.writeHead(204).end());
    for (const response of held) response.writeHead(204).end();
    const before = processorMs(stack.pid);
    await wait(restMs);
    expect(processorMs(stack.pid) - before).toBeLessThan(0.1 * restMs);
    expectFewLines(stack, performance.now() - began);
    disk.free();
    await until("everything to be delivered", () => isOver(webhook), { timeoutMs: 60_000 });
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(receiver.received.length);
  });
}

/** Expects that each thing that the log tells is told at most once in ten seconds. */
function expectFewLines({ output }: Stack, milliseconds: number): void {
  const messages = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line).msg as string] : []));
  expect(messages).toContain("UNAVAILABLE");
  for (const [message, lines] of Map.groupBy(messages, (one) => one))
    expect(lines.length, message).toBeLessThanOrEqual(1 + milliseconds / 10_000);
}
