import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { signMessage } from "../../../api/webhooks/sign.ts";
import { createOnce } from "../once.ts";
import { createReceiver } from "../receiver.ts";
import { openSeenIds, type SeenIds } from "../seen.ts";
import { createVerify, type Delivery } from "../verify.ts";

export const secret = "your_webhook_secret";
export const lead = { lead_id: 43, email: "jane@company.com", last_name: "Ødegård", source: "website_form" };

export interface Message {
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

interface Content {
  readonly id?: string;
  readonly secrets?: readonly [string, ...string[]];
  readonly data?: object;
}

/** A delivery as the product signs it at this moment. */
export function message({ id = "evt_1a2b3c4d_43", secrets = [secret], data = lead }: Content = {}) {
  const content = { event: "lead.created", timestamp: "2026-03-13T10:00:00Z", data: JSON.stringify(data) };
  return signMessage(content, { id, sentAt: Date.now(), secrets });
}

interface Wish {
  /** What the work of a delivery does; nothing unless told. */
  readonly work: () => void | Promise<void>;
  /** Closed with the receiver. */
  readonly seen: SeenIds;
}

/** The receiver on a port of its own, and all that came of what was sent to it. */
export async function openReceiver({ work = () => {}, seen = openSeenIds(":memory:") }: Partial<Wish> = {}) {
  const processed: Delivery[] = [];
  const failures: string[] = [];
  const causes: unknown[] = [];
  const server = createReceiver({
    verify: createVerify([secret]),
    once: createOnce(seen),
    handle: async (delivery) => {
      processed.push(delivery);
      await work();
    },
    onFailure: (reason, cause) => {
      failures.push(reason);
      causes.push(cause);
    },
  });
  let requests = 0;
  const listening = server.listen(0, "127.0.0.1");
  listening.on("request", (request) => request.on("end", () => (requests += 1)));
  await once(listening, "listening");
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/webhooks/crm`;
  return {
    processed,
    failures,
    causes,
    url,
    /** How many requests have been read to their end. */
    requests: () => requests,
    /** Status and text of the answer. */
    async send({ body, headers }: Message): Promise<[number, string]> {
      const response = await fetch(url, { method: "POST", headers, body });
      return [response.status, (await response.text()).trim()];
    },
    async [Symbol.asyncDispose]() {
      listening.closeAllConnections();
      listening.close();
      await once(listening, "close");
      seen.close();
    },
  };
}
