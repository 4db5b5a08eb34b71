import { randomUUID } from "node:crypto";
import { expect, type Page } from "playwright/test";
import { type EventName, eventNames } from "../../../widget/chat/event-names.ts";
import { signInAsOwner } from "../../support/admin.ts";
import { command, connectAgent, signIn } from "../../support/socket-people.ts";
import { newestConversation } from "../../support/truth.ts";
import { launcherOf } from "../visit.ts";
import { close, open, run, type Scene, type TablePage, write } from "./scene.ts";

/** Keeps what is heard by `on`, asked for before the script is there, and by the DOM events. */
const listen = (page: Page) =>
  page.addInitScript(`
    window.heard = { on: {}, dom: {} };
    window.Valethon = (...call) => (Valethon.q ||= []).push(call);
    for (const name of ${JSON.stringify(eventNames)}) {
      const keep = (way, detail) => (heard[way][name] ||= []).push(detail ?? null);
      Valethon("on", name, (detail) => keep("on", detail));
      addEventListener("valethon:" + name, ({ detail }) => keep("dom", detail));
    }`);

/** A row that expects the event in both ways, at least once with this detail; null for none. */
function tells(name: EventName, detail: unknown): (scene: Scene) => Promise<void> {
  return async (scene) => {
    const heardBy = (way: string) => expect.poll(() => run(scene, `heard.${way}["${name}"] ?? []`));
    const expected = expect.arrayContaining([detail]);
    await heardBy("on").toEqual(expected);
    await heardBy("dom").toEqual(expected);
  };
}

/** An agent answers a visitor who has closed the chat. */
async function answer(scene: Scene): Promise<void> {
  const { stack, owner } = scene.company;
  const conversation_id = await newestConversation(scene.company);
  const agent = await connectAgent(stack, await signIn(stack, owner));
  // To have it open, as an agent does who writes in it.
  await command(agent, "conversation:sync", { conversation_id, after: 0, limit: 1 });
  agent.emit("typing", { conversation_id, typing: true });
  await expect(scene.page.getByLabel("Olive Owner is typing")).toBeVisible();
  await close(scene);
  const items = [{ client_id: randomUUID(), body: "May I help?" }];
  expect(await command(agent, "message:send", { conversation_id, items })).toMatchObject({ ok: true });
  await expect.poll(() => run(scene, "Valethon.unreadCount")).toBeGreaterThan(0);
  agent.disconnect();
}

async function rate(scene: Scene): Promise<void> {
  await open(scene);
  await run(scene, "void Valethon.endConversation()");
  await scene.page.getByRole("button", { name: "4 / 5" }).click();
  await scene.page.getByRole("button", { name: "Send rating" }).click();
  await expect(scene.page.getByText("Thank you for your rating")).toBeVisible();
}

/** A key whose visitors may say next to nothing. */
async function sparingKey(company: Scene["company"]): Promise<string> {
  const admin = await signInAsOwner(company);
  const { data } = await admin.call("POST", "/api-keys", { type: "pk_live", name: "Few", rate_limit_per_minute: 3 });
  return (data as { readonly key: string }).key;
}

const message = (text: string) => expect.objectContaining({ key: expect.any(String), text });

/** When a page hears of each event. */
export const eventPages: readonly TablePage<EventName>[] = [
  {
    name: "with a form before the chat",
    options: () => `prechat: { fields: ["email"] }`,
    prepare: listen,
    async act(scene) {
      await open(scene);
      await scene.page.getByLabel("Email").fill("before@customers.example");
      await scene.page.keyboard.press("Enter");
    },
    rows: { "prechat:submitted": tells("prechat:submitted", { email: "before@customers.example" }) },
  },
  {
    name: "with a form in the chat's place",
    options: () => `offline: "form"`,
    prepare: listen,
    async act(scene) {
      await open(scene);
      await scene.page.getByLabel("Email").fill("away@customers.example");
      await scene.page.getByLabel("Message", { exact: true }).fill("Please call");
      await scene.page.getByRole("button", { name: "Send", exact: true }).click();
    },
    rows: {
      "offline:submitted": tells(
        "offline:submitted",
        expect.objectContaining({ email: "away@customers.example", message: "Please call" }),
      ),
    },
  },
  {
    name: "whose visitor talks with an agent",
    prepare: listen,
    async act(scene) {
      await write(scene, "Hello there");
      await expect(scene.page.getByText("Automatic reply").first()).toBeVisible();
      await answer(scene);
      await run(scene, `void Valethon.identify({ email: "events@customers.example" })`);
      await rate(scene);
    },
    rows: {
      ready: tells("ready", null),
      open: tells("open", null),
      close: tells("close", null),
      "connection:changed": tells("connection:changed", "online"),
      "conversation:started": tells("conversation:started", null),
      "message:sent": tells("message:sent", message("Hello there")),
      "message:received": tells("message:received", message("May I help?")),
      "availability:changed": tells("availability:changed", "online"),
      typing: tells("typing", { name: "Olive Owner" }),
      "agent:joined": tells("agent:joined", { name: "Olive Owner" }),
      "unread:changed": tells("unread:changed", 1),
      "lead:captured": tells("lead:captured", null),
      "conversation:ended": tells("conversation:ended", null),
      "rating:submitted": tells("rating:submitted", null),
    },
  },
  {
    name: "whose visitor says too much",
    options: async (company) => `publicKey: "${await sparingKey(company)}"`,
    prepare: listen,
    async act(scene) {
      for (const text of ["One", "Two", "Three", "Four"]) await write(scene, text);
    },
    rows: { "rate:limited": tells("rate:limited", null) },
  },
  {
    name: "whose visitor cannot get the chat",
    async prepare(page) {
      await listen(page);
      await page.route("**/widget/chunk-*", (route) => route.abort());
    },
    act: ({ page }) => launcherOf(page).click(),
    // Its code and its texts, which are asked for together.
    warns: ["error: Failed to load resource: net::ERR_FAILED", "error: Failed to load resource: net::ERR_FAILED"],
    rows: { error: tells("error", expect.anything()) },
  },
];
