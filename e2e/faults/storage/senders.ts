import { randomUUID } from "node:crypto";
import type { Company } from "../../support/fixtures.ts";
import { ask } from "../../support/http.ts";
import type { BareVisitor } from "./bare-visitor.ts";
import type { ChatClient } from "./chat-clients.ts";
import { askUntilAnswered, type Refused } from "./persistent.ts";

type OnRefused = (refused: Refused) => void;

/** A way by which something is stored, whose client asks again by itself until it has an answer. */
export interface Sender {
  readonly name: string;
  /** The table that the transaction writes to. */
  readonly table: "conversation_events" | "leads";
  /** What is stored of a text: a message's body, a lead's email. */
  storedAs(text: string): string;
  /** Sends it and resolves once it is acknowledged. */
  send(text: string): Promise<Receipt>;
}

export interface Receipt {
  /** Whether the answer says that it had been stored before; null where only the client's view could tell. */
  readonly repeated: boolean | null;
}

const message = { table: "conversation_events", storedAs: (text: string) => text } as const;

/** Whoever is in a chat, by the product's own client. */
export const chatSender = (name: string, client: ChatClient): Sender => ({
  ...message,
  name,
  async send(text) {
    await client.say(text);
    return { repeated: null };
  },
});

/** A customer's server that makes leads. */
export const leadSender = (
  { stack, secretKey }: Pick<Company, "stack" | "secretKey">,
  onRefused?: OnRefused,
): Sender => ({
  name: "POST /leads with an Idempotency-Key",
  table: "leads",
  storedAs: emailOf,
  async send(text) {
    const headers = { "Idempotency-Key": randomUUID() };
    const body = { email: emailOf(text), source: "website_form" };
    const answer = await askUntilAnswered(`${stack.api}/leads`, { key: secretKey, headers, body }, onRefused);
    if (answer.status !== 201) throw new Error(`POST /leads answered ${JSON.stringify(answer.body)}`);
    return { repeated: answer.headers.get("idempotency-replayed") === "true" };
  },
});

const emailOf = (text: string) => `${text.replaceAll(/[^a-z0-9]+/gi, ".").toLowerCase()}@company.com`;

/** A visitor without the widget: plain HTTP with a client_id of its own for each message. */
export async function httpSender(
  { stack, publicKey: key }: Pick<Company, "stack" | "publicKey">,
  onRefused?: OnRefused,
): Promise<Sender> {
  const { body: welcome } = await ask(`${stack.api}/widget/init`, { key, body: {} });
  return {
    ...message,
    name: "POST /widget/messages with a client_id",
    async send(text) {
      const items = [{ client_id: randomUUID(), body: text }];
      const body = { session_id: welcome["session_id"], items };
      const answer = await askUntilAnswered(`${stack.api}/widget/messages`, { key, body }, onRefused);
      if (answer.status !== 200) throw new Error(`POST /widget/messages answered ${JSON.stringify(answer.body)}`);
      const [item] = (answer.body["data"] as { items: { duplicate?: true }[] }).items;
      return { repeated: item?.duplicate === true };
    },
  };
}

/** A visitor's socket without the widget, which asks again at once under the same client_id. Lives as long as its connection. */
export const socketSender = (visitor: BareVisitor, onRefused: OnRefused): Sender => ({
  ...message,
  name: "message:send with a client_id",
  async send(text) {
    const items = [{ client_id: randomUUID(), body: text }];
    for (;;) {
      const ack = await visitor.command("message:send", { items });
      if (ack["ok"] === true) return { repeated: (ack["items"] as { duplicate?: true }[])[0]?.duplicate === true };
      onRefused({ code: ack["code"], retryAfter: ack["retry_after"] });
    }
  },
});
