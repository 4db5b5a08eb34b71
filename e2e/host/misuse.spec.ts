import { expect } from "playwright/test";
import { methodPages } from "./interface/methods.ts";
import { namesIn } from "./interface/scene.ts";
import { launcherOf, test } from "./visit.ts";

const properties = new Set(["isOpen", "unreadCount", "status", "visitorId", "version"]);

/** Every method of `window.Valethon`, which a page may call with anything; `destroy` comes after them. */
const methods = namesIn(methodPages).filter((name) => name !== "destroy" && !properties.has(name));

/** Calls each with each of these values; resolves to what was thrown or rejected. */
const callAll = `(async () => {
  const throws = () => { throw null; };
  const everything = new Proxy(throws, { get: throws, has: throws, ownKeys: throws, getPrototypeOf: throws });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const values = [undefined, null, 7, NaN, 1n, true, "", "a text", Symbol("boo"), {}, [], throws, everything, proxy,
    { toString: throws, valueOf: throws, get email() { throw null; } }];
  const thrown = [];
  const answers = [];
  const tryOut = (name, call) => {
    try {
      answers.push(Promise.resolve(call()).catch((reason) => thrown.push(name + " rejected: " + reason)));
    } catch (reason) {
      thrown.push(name + " threw: " + reason);
    }
  };
  for (const [index, value] of values.entries()) {
    tryOut("itself with " + index, () => chat(value));
    for (const name of ${JSON.stringify(methods)}) {
      tryOut(name + " with " + index, () => chat[name](value));
      tryOut(name + " with a name and " + index, () => chat[name]("open", value));
    }
  }
  await Promise.all(answers);
  return thrown;
})()`;

test("no method throws into the page, whatever it is given, before and after the chat is destroyed", async ({
  page,
  site,
  heard,
}) => {
  await page.goto(site.put("misuse"));
  await expect(launcherOf(page)).toBeVisible();
  await page.evaluate("void (window.chat = Valethon)");
  expect(await page.evaluate(callAll)).toEqual([]);
  await page.evaluate("chat.destroy()");
  await expect(launcherOf(page)).toHaveCount(0);
  expect(await page.evaluate(callAll)).toEqual([]);
  // So many calls at once meet the server's limits, and a chat is reset or destroyed while it connects; of both the browser
  // itself tells.
  const expected = [
    /^warning: \[Valethon\] /,
    /^error: Failed to load resource: .* (400|429) /,
    /^warning: WebSocket connection to .* closed before the connection is established/,
  ];
  expect(heard.lines.filter((line) => !expected.some((one) => one.test(line)))).toEqual([]);
});
