import { expect, type Locator } from "playwright/test";
import type { Company } from "./fixtures.ts";
import { ask } from "./http.ts";

interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly body: string | null;
}

/** What the customer's own program reads. */
export async function crm({ stack, secretKey }: Company, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await ask(stack.api + path, { key: secretKey });
  expect(status).toBe(200);
  return body;
}

/** The conversation that was begun last. */
export async function newestConversation(company: Company): Promise<number> {
  const { data } = await crm(company, "/conversations?per_page=1");
  const [newest] = data as { conversation_id: number }[];
  if (newest === undefined) throw new Error("There is no conversation yet.");
  return newest.conversation_id;
}

/** The conversation's messages as the API tells them, after checking that their order has no gap. */
export async function storedMessages(company: Company, id: number): Promise<string[]> {
  const { data } = await crm(company, `/conversations/${id}/messages?after_seq=0&limit=200`);
  const events = data as StoredEvent[];
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  return events.filter((event) => event.type === "message").map((event) => event.body ?? "");
}

/** As much of an element as is looked at in the page; the tests themselves know no DOM. */
interface Bubble {
  readonly innerText: string;
  getBoundingClientRect(): { readonly top: number };
}

/** Every message that a thread shows, as the eye finds them from top to bottom; one that is shown twice stands twice. */
export async function shownMessages(log: Locator): Promise<string[]> {
  return log.locator(".bubble").evaluateAll((bubbles) =>
    (bubbles as unknown as Bubble[])
      .map((bubble) => ({ text: bubble.innerText, top: bubble.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  );
}

/** The conversations that hold a message with this text, each as often as it does. */
export async function conversationsWith(company: Company, text: string): Promise<number[]> {
  const { data } = await crm(company, "/conversations?per_page=100");
  const ids = (data as { conversation_id: number }[]).map((row) => row.conversation_id);
  const stored = await Promise.all(ids.map((id) => storedMessages(company, id)));
  return ids.flatMap((id, index) => (stored[index] ?? []).filter((body) => body === text).map(() => id));
}

/** How often a message with this text is stored, in whichever conversations. */
export async function countStored(company: Company, text: string): Promise<number> {
  return (await conversationsWith(company, text)).length;
}

/** Expects that each thread comes to show what is stored: all of it, in its order, and nothing else. */
export async function expectTruth(company: Company, id: number, ...logs: readonly Locator[]): Promise<void> {
  await expect(async () => {
    const stored = await storedMessages(company, id);
    for (const log of logs) expect(await shownMessages(log)).toEqual(stored);
  }).toPass({ timeout: 15_000 });
}
