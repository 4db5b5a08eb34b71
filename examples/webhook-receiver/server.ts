import type { AddressInfo } from "node:net";
import { createOnce } from "./once.ts";
import { createReceiver } from "./receiver.ts";
import { openSeenIds } from "./seen.ts";
import { createVerify, type Delivery } from "./verify.ts";

const usage = `Usage: WEBHOOK_SECRET=… node server.ts

  WEBHOOK_SECRET   the webhook's secret; during a rotation the new one, a comma, and the previous one
  PORT             where to listen (default 3000)`;

const secrets = (process.env["WEBHOOK_SECRET"] ?? "").split(",").map((secret) => secret.trim());

if (secrets.includes("") || secrets.length > 2) {
  console.error(usage);
  process.exitCode = 2;
} else {
  start();
}

function start(): void {
  const seen = openSeenIds("webhooks-seen.db");
  const receiver = createReceiver({
    verify: createVerify(secrets),
    once: createOnce(seen),
    handle,
    onFailure: (reason, cause) => console.error(`not taken: ${reason}`, ...(cause === undefined ? [] : [cause])),
  });
  const server = receiver.listen(Number(process.env["PORT"] ?? 3000), (error) => {
    if (error !== undefined) throw error;
    const { port } = server.address() as AddressInfo;
    console.log(`Takes deliveries at http://localhost:${port}/webhooks/crm`);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // What is being processed is answered first.
    process.once(signal, () => server.close(() => seen.close()));
  }
}

/** Put your own work here. */
function handle({ id, event, timestamp, data }: Delivery): void {
  const idField = `${event.slice(0, event.indexOf("."))}_id`;
  console.log(`${timestamp} ${event} ${idField}=${data[idField]} ${id}`);
}
