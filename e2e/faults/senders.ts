import { randomUUID } from "node:crypto";
import type { Company } from "../support/fixtures.ts";
import { ask } from "../support/http.ts";
import type { ChatClient } from "./chat-clients.ts";
import { askUntilAnswered } from "./persistent.ts";

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
export const leadSender = ({ stack, secretKey }: Pick<Company, "stack" | "secretKey">): Sender => ({
  name: "POST /leads with an Idempotency-Key",
  table: "leads",
  storedAs: emailOf,
  async send(text) {
    const { answer } = await askUntilAnswered(`${stack.api}/leads`, {
      key: secretKey,
      headers: { "Idempotency-Key": randomUUID() },
      body: { email: emailOf(text), source: "website_form" },
    });
    if (answer.status !== 201) throw new Error(`POST /leads answered ${JSON.stringify(answer.body)}`);
    return { repeated: answer.headers.get("idempotency-replayed") === "true" };
  },
});

const emailOf = (text: string) => `${text.replaceAll(/[^a-z0-9]+/gi, ".").toLowerCase()}@company.com`;

/** A visitor without the widget: plain HTTP with a client_id of its own for each message. */
export async function httpSender({ stack, publicKey: key }: Pick<Company, "stack" | "publicKey">): Promise<Sender> {
  const { body: welcome } = await ask(`${stack.api}/widget/init`, { key, body: {} });
  return {
    ...message,
    name: "POST /widget/messages with a client_id",
    async send(text) {
      const items = [{ client_id: randomUUID(), body: text }];
      const body = { session_id: welcome["session_id"], items };
      const { answer } = await askUntilAnswered(`${stack.api}/widget/messages`, { key, body });
      if (answer.status !== 200) throw new Error(`POST /widget/messages answered ${JSON.stringify(answer.body)}`);
      const [item] = (answer.body["data"] as { items: { duplicate?: true }[] }).items;
      return { repeated: item?.duplicate === true };
    },
  };
}
