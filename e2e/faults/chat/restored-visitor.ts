import { createChat } from "../../../widget/state/chat.ts";
import { createFakeBrowser, createFakeTab } from "../../../widget/state/testing/environment.ts";
import { type Gate, openGate } from "../../support/gate.ts";
import { ask } from "../../support/http.ts";
import type { Stack } from "../../support/stack.ts";
import { until } from "../../support/until.ts";

/** A visitor with the product's own chat, less its views. */
export interface Visitor {
  readonly gate: Gate;
  /** What the chat shows, from top to bottom. */
  shown(): string[];
  /** What of it is not stored yet, as far as the chat knows. */
  waiting(): number;
  write(text: string): void;
  /** Writes and waits until it is acknowledged and shown as stored. */
  say(text: string): Promise<void>;
  /** The page is looked at again. */
  wake(): void;
  leave(): Promise<void>;
}

export async function openVisitor(stack: Stack, publicKey: string): Promise<Visitor> {
  const gate = await openGate(stack.url);
  const tab = createFakeTab(createFakeBrowser(), { random: Math.random, fetch: (url, init) => fetch(url, init) });
  const chat = createChat({ apiBase: stack.api.replace(stack.url, gate.url), publicKey, environment: tab });
  const items = () => chat.snapshot.items;
  const waiting = () => items().filter(({ delivery }) => delivery === "sending" || delivery === "failed").length;
  return {
    gate,
    shown: () => items().map(({ body }) => body),
    waiting,
    write: (text) => chat.send(text),
    async say(text) {
      chat.send(text);
      await until(`${text} to be stored`, () => waiting() === 0 && items().some(({ body }) => body === text), {
        timeoutMs: 60_000,
      });
    },
    wake: () => tab.wake(),
    async leave() {
      chat.stop();
      await gate.close();
    },
  };
}

/** Every conversation as the database holds it: the texts of its events, in order, without a gap. */
export async function readConversations({ api }: Stack, key: string): Promise<Map<number, string[]>> {
  const { body } = await ask(`${api}/conversations?status=all&per_page=100`, { key });
  const conversations = new Map<number, string[]>();
  for (const { conversation_id: id } of body["data"] as { conversation_id: number }[]) {
    const thread = await ask(`${api}/conversations/${id}/messages?after_seq=0&limit=200`, { key });
    const events = thread.body["data"] as { seq: number; body: string | null }[];
    if (events.some(({ seq }, index) => seq !== index + 1)) throw new Error(`Conversation ${id} has a gap.`);
    conversations.set(
      id,
      events.map((event) => event.body ?? ""),
    );
  }
  return conversations;
}
