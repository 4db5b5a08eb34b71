import { expect, type Page } from "playwright/test";
import { signInAsOwner } from "../support/admin.ts";
import type { Company } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { Agent } from "../support/people.ts";

// CORS does not guard WebSockets: a browser opens one from any page to any server, and sends that server's cookies along.

/** What a page learns when it knocks on our door: what it read by either transport, or how it was turned away. */
async function knock(page: Page, { stack }: Company, key?: string): Promise<{ websocket: string; polling: string }> {
  const address = `${stack.url}/socket.io/?EIO=4${key === undefined ? "" : `&key=${key}`}`;
  const credentials = key === undefined ? "include" : "omit";
  return await page.evaluate(`(async () => {
    const websocket = await new Promise((tell) => {
      const socket = new WebSocket(${JSON.stringify(`${address.replace("http", "ws")}&transport=websocket`)});
      socket.onmessage = ({ data }) => tell(data);
      socket.onclose = () => tell("closed");
    });
    const polling = await fetch(${JSON.stringify(`${address}&transport=polling`)}, { credentials: "${credentials}" })
      .then(async (answer) => answer.status + " " + await answer.text(), () => "refused");
    return { websocket, polling };
  })()`);
}

const nothing = { websocket: "closed", polling: expect.stringMatching(/^(refused|403 )/) };
const greeted = { websocket: expect.stringMatching(/^0\{"sid"/), polling: expect.stringMatching(/^200 0\{"sid"/) };

/** On the same site as the console: there SameSite cookies go along, since they know no ports. */
const besides = (address: string) => address.replace("127.0.0.1", "localhost");

test("a foreign page gets nothing by the cookies of an agent who is signed in, be it of another site or of the same", async ({
  page,
  context,
  company,
  host,
}) => {
  await new Agent(page).signIn(company);
  expect(await knock(page, company)).toEqual(greeted);
  const address = host.put("foreign", { widget: "" });
  const foreign = await context.newPage();
  const visit = await foreign.goto(besides(address));
  expect(await visit?.request().headerValue("Cookie")).toMatch(/^valethon=/);
  expect(await knock(foreign, company)).toEqual(nothing);
  await foreign.goto(address);
  expect(await knock(foreign, company)).toEqual(nothing);
});

test("a page gets nothing by a key that is for another website", async ({ page, company, host }) => {
  const address = host.put("shop", { widget: "" });
  const admin = await signInAsOwner(company);
  const make = async (allowed_origins: readonly string[]) => {
    const body = { type: "pk_live", name: "A website's key", allowed_origins };
    const { data } = await admin.call("POST", "/api-keys", body);
    return (data as { key: string }).key;
  };
  await page.goto(address);
  expect(await knock(page, company, await make([new URL(address).origin]))).toEqual(greeted);
  expect(await knock(page, company, await make(["https://shop.example"]))).toEqual(nothing);
});
