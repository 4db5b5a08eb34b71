import { expect } from "vitest";
import type { AgentThread } from "../../../widget/console/agent-thread.ts";
import { createConsoleClient } from "../../../widget/console/api.ts";
import { Desk } from "../../../widget/console/desk.ts";
import { Session } from "../../../widget/console/session.ts";
import type { Tab } from "./device.ts";

/** Where the console is, and which browser it is opened in. */
export interface ConsoleAddress {
  readonly origin: string;
  readonly apiBase: string;
}

/** A page of the console, signed in or not. */
export interface ConsolePage {
  readonly tab: Tab;
  readonly session: Session;
  /** Makes the desk of whoever is signed in. */
  readonly createDesk: () => Desk | null;
  desk: Desk | null;
  thread: AgentThread | null;
  /** Whether what is written here is kept on the device. */
  isKept: boolean;
  isClosed: boolean;
}

/** Composes a page of the console as its app does (widget/console/services.ts, app.ts). */
export function openPage({ apiBase, origin }: ConsoleAddress, tab: Tab): ConsolePage {
  const session: Session = new Session(
    () => client,
    () => {},
  );
  const client = createConsoleClient({
    baseUrl: apiBase,
    // The client calls with an address and its options, never with a Request.
    fetch: (address, init) => tab.fetch(String(address), init ?? {}),
    csrfToken: () => session.csrfToken,
    mode: () => "live",
    signedOut: () => session.ended(),
  });
  const createDesk = () => {
    const { employee } = session;
    if (employee === null) return null;
    return new Desk({
      origin,
      mode: "live",
      employee,
      client,
      environment: tab,
      drafts: null,
      csrfToken: () => session.csrfToken,
      restored: () => expect.fail("Nobody restored a database."),
      isSignedIn: async () => {
        await session.resume();
        return session.employee !== null;
      },
    });
  };
  return { tab, session, createDesk, desk: null, thread: null, isKept: false, isClosed: false };
}

/** Goes on with the browser's sign-in, which it asks the server for until there is an answer. */
export async function resume(page: ConsolePage): Promise<void> {
  const { tab, session } = page;
  await tab.run(() => session.resume());
  if (page.isClosed) return;
  if (session.employee !== null) sitDown(page);
  else tab.after(300, () => void resume(page));
}

/** Starts all that is live on the page of somebody who is signed in. */
export function sitDown(page: ConsolePage): Desk {
  const desk = page.createDesk();
  if (desk === null) throw new Error("Nobody is signed in.");
  page.desk = desk;
  page.tab.run(() => {
    desk.start();
    // Opened once already by the start: this only waits for it.
    void desk.replies.open().then(() => {
      page.isKept = true;
    });
  });
  return desk;
}

export function closePage(page: ConsolePage): void {
  page.isClosed = true;
  page.desk?.stop();
  page.tab.close();
}
