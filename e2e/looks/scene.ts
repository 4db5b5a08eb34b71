import { expect, type Page } from "playwright/test";
import { type Admin, signInAsOwner, startSigning } from "../support/admin.ts";
import type { Company } from "../support/fixtures.ts";
import { type HostSite, snippet, startHostSite } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";
import { command, connectAgent, signIn } from "../support/socket-people.ts";
import { newestConversation } from "../support/truth.ts";

const article = `<main><h1>Sails and rigging</h1><p><a href="#news">What is new this season</a></p>${"<p>We cut every sail by hand, and mend what others throw away. Come by when the tide is out.</p>".repeat(12)}</main>`;

/** Everybody who has a part in what a visitor's chat may show. */
export interface Scene {
  readonly page: Page;
  readonly visitor: Visitor;
  readonly company: Company;
  readonly admin: Admin;
  /** A page of the customer's website, with a greeting beside the launcher. */
  readonly address: string;
  /** The same page where nobody may write who has not signed in. */
  readonly guardedAddress: string;
  /** An employee answers in the newest conversation. */
  answer(text: string): Promise<void>;
  /** An employee has begun to write there. */
  type(): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(page: Page, company: Company): Promise<Scene> {
  const host = await startHostSite(company);
  const admin = await signInAsOwner(company);
  const guarded = await startSigning(company, true);
  const socket = await connectAgent(company.stack, await signIn(company.stack, company.owner));
  let conversation = 0;
  async function type(): Promise<void> {
    // Only who has the conversation open may.
    await command(socket, "conversation:sync", { conversation_id: conversation, after: 0, limit: 1 });
    socket.emit("typing", { conversation_id: conversation, typing: true });
  }
  return {
    page,
    visitor: new Visitor(page),
    company,
    admin,
    address: put(host, company, "shop"),
    guardedAddress: put(host, { ...company, publicKey: guarded.publicKey }, "members"),
    async answer(text) {
      conversation = await newestConversation(company);
      await admin.call("POST", `/conversations/${conversation}/messages`, { message: text });
    },
    type,
    async close() {
      socket.disconnect();
      await host.close();
    },
  };
}

function put(host: HostSite, company: Company, path: string): string {
  const head = '<meta name="viewport" content="width=device-width, initial-scale=1">';
  return host.put(path, { head, widget: snippet(company, "greetingBubble: true"), body: article });
}

/** Chooses an option of the open chat. */
export async function choose(page: Page, option: string): Promise<void> {
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("button", { name: option, exact: true }).click();
}

/** All of the panel is there, also what comes after a first message could be written. */
export async function panelIsWhole(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Options" })).toBeVisible();
}
