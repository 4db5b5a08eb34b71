import type { Refusal, Sent, WidgetSends } from "../../gateway/protocol.ts";
import type { Connection } from "./connection.ts";
import type { Environment } from "./environment.ts";
import type { OutboxEntry } from "./outbox.ts";

/** All that a visitor's message may lack is a proof of who writes; the view says so in the visitor's language. */
export const signInFirst: Refusal = { ok: false, code: "FORBIDDEN", message: "signIn" };

/** One `message:send` from the page the visitor looks at. Tells whether the server wants more time between messages. */
export async function sendMessages(
  connection: Pick<Connection<WidgetSends>, "request">,
  { page }: Pick<Environment, "page">,
  entries: readonly OutboxEntry[],
  tellBusy: (busy: boolean) => void,
): Promise<Sent | Refusal> {
  const items = entries.map(({ client_id, body }) => ({ client_id, body }));
  const reply = await connection.request("message:send", { items, page_url: page().url });
  tellBusy(!reply.ok && reply.code === "RATE_LIMITED");
  return !reply.ok && reply.code === "FORBIDDEN" ? { ...reply, ...signInFirst } : reply;
}
