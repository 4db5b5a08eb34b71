import { expect, onTestFinished } from "vitest";
import type { Company } from "../../support/fixtures.ts";
import { startStack } from "../../support/stack.ts";
import { until } from "../../support/until.ts";
import { dressRequests } from "../chat/device.ts";
import { type ChatClient, openAgent, openVisitor } from "./chat-clients.ts";
import type { Refused } from "./persistent.ts";
import { chatSender, httpSender, leadSender, type Sender } from "./senders.ts";
import { openTruth, type Truth } from "./truth.ts";

/** A company whose visitor and agent are in a conversation, and everything else by which something comes to be stored. */
export interface Scene {
  readonly company: Company;
  readonly truth: Truth;
  readonly visitor: ChatClient;
  readonly agent: ChatClient;
  /** By what they store: in the chat, in the console, and by two calls of the API. */
  readonly senders: readonly Sender[];
  /** What those who call the API were told when they had to try again. */
  readonly refused: readonly Refused[];
}

export interface SceneOptions {
  readonly hooks?: readonly string[];
  /** Where its data lie; in a folder of the stack's own unless told. */
  readonly dataDir?: string;
  /** The Postgres that it works on instead. */
  readonly databaseUrl?: string | undefined;
  /** By how much chat clients wait less than in browsers; 1 unless told. */
  readonly hurry?: number;
}

/** Settings of a server that nobody limits, whose webhooks may be on this machine, and which logs whatever is odd. */
export const quietServer = {
  RATE_LIMITS: "off",
  LOG_LEVEL: "warn",
  WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8",
} as const;

/** Opens it until the test is over. */
export async function openScene({ hooks = [], dataDir, databaseUrl, hurry = 1 }: SceneOptions = {}): Promise<Scene> {
  const stack = await startStack({
    hooks,
    env: {
      ...quietServer,
      ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }),
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
  });
  onTestFinished(() => stack.stop());
  const owner = await stack.createOwner();
  const [publicKey, secretKey] = [await stack.createKey("pk_live"), await stack.createKey("crm")];
  const company = { stack, owner, publicKey, secretKey };
  const truth = openTruth(dataDir ?? stack.dataDir, databaseUrl ?? null);
  onTestFinished(dressRequests());
  const visitor = await openVisitor(company, hurry);
  onTestFinished(visitor.stop);
  await visitor.say("hello");
  const [hello] = await truth.events();
  const agent = await openAgent(company, hello?.conversation_id ?? 0, hurry);
  onTestFinished(agent.stop);
  await agent.say("welcome");
  const refused: Refused[] = [];
  const onRefused = (one: Refused) => void refused.push(one);
  return {
    ...{ company, truth, visitor, agent, refused },
    senders: [
      chatSender("the visitor's chat", visitor),
      chatSender("the agent's console", agent),
      leadSender(company, onRefused),
      await httpSender(company, onRefused),
    ],
  };
}

/**
 * Expects that what was sent, one thing after another or at once by different senders, is stored once and in each
 * sender's order, that no conversation has a gap, and that visitor and agent come to see what is stored.
 */
export async function expectAllOnce(
  { truth, visitor, agent }: Scene,
  sent: ReadonlyMap<Sender, readonly string[]>,
): Promise<void> {
  const events = await truth.events();
  const leads = await truth.leads();
  for (const [sender, texts] of sent) {
    const stored = sender.table === "leads" ? leads : events.map(({ body }) => body);
    const wanted = texts.map(sender.storedAs);
    expect(
      stored.filter((one) => one !== null && wanted.includes(one)),
      sender.name,
    ).toEqual(wanted);
  }
  const conversations = Map.groupBy(events, ({ conversation_id }) => conversation_id);
  for (const rows of conversations.values())
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
  const [theirs] = conversations.values();
  for (const client of [visitor, agent]) await expectView(client, theirs?.map(({ body }) => body ?? "") ?? []);
}

async function expectView(client: ChatClient, stored: readonly string[]): Promise<void> {
  const view = () => client.items().map(({ body }) => body);
  await until("the view to be what is stored", () => view().length >= stored.length);
  expect(view()).toEqual(stored);
  expect(client.items().filter(({ delivery }) => delivery === "sending" || delivery === "failed")).toEqual([]);
}
