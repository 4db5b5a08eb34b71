import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { openReceiver } from "../testing/receiver.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";

/** Listens on 127.0.0.2 and never takes a connection: when two wait, the system leaves all others unanswered. */
const deafServer = `
  const { workerData, parentPort } = require("node:worker_threads");
  require("node:net").createServer().listen({ host: "127.0.0.2", port: workerData, backlog: 1 }, () => {
    parentPort.postMessage("listening");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

test("an address that does not answer leaves time for the next one", async () => {
  const receiver = await openReceiver();
  const port = Number(new URL(receiver.url).port);
  const deaf = new Worker(deafServer, { eval: true, workerData: port });
  await once(deaf, "message");
  const waiting: Socket[] = [];
  for (let count = 0; count < 2; count += 1) {
    const socket = connect(port, "127.0.0.2").on("error", () => {});
    await once(socket, "connect");
    waiting.push(socket);
  }

  // An address has 200 ms while another is left, the whole try 750.
  const env = { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8", WEBHOOK_TIME_SCALE: "0.05" };
  const both = createTestSender({ env, names: { "crm.example": ["127.0.0.2", "127.0.0.1"] } });
  const endpoint = endpointAt(`http://crm.example:${port}/`);
  expect(await both.send(endpoint, someMessage)).toMatchObject({ status: 204, error: null });

  const one = createTestSender({ env, names: { "crm.example": ["127.0.0.2"] } });
  expect(await one.send(endpoint, someMessage)).toMatchObject({
    error: expect.stringMatching(/^no answer within 0\.75 s/),
  });

  for (const socket of waiting) socket.destroy();
  await deaf.terminate();
  await receiver.close();
});
