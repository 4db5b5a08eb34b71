import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { StaticRouter } from "react-router";
import { expect, test } from "vitest";
import { App } from "./app/app.tsx";

test.each([
  ["/", "One bike shed for the whole office."],
  ["/bikes", "In the shed today"],
  ["/account", "Sign in"],
])("a server without a window renders %s, with a closed chat in which nothing is unread", (location, heading) => {
  const app = createElement(App, { publicKey: "pk_live_any", product: "https://acme.valethon.com" });
  const html = renderToString(createElement(StaticRouter, { location }, app));
  expect(html).toContain(`<h1>${heading}</h1>`);
  expect(html).not.toMatch(/chat\.js|Read \d+ new/);
});
