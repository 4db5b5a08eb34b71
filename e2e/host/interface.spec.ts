import { expect } from "playwright/test";
import { snippet } from "../support/host-pages.ts";
import { eventPages } from "./interface/events.ts";
import { methodPages } from "./interface/methods.ts";
import { optionPages } from "./interface/options.ts";
import type { Scene, TablePage } from "./interface/scene.ts";
import { test } from "./visit.ts";

// Every option, method, property and event has an effect: each row fails without it (widget/chat/interface.test.ts counts them).

// On one server, in this order: forms that stand in for the team come before its agents.
test.describe.configure({ mode: "default" });
test.use({ stackOptions: { demo: false } });

const tables: readonly (readonly [of: string, pages: readonly TablePage<string>[]])[] = [
  ["options", optionPages],
  ["events", eventPages],
  ["methods and properties", methodPages],
];

for (const [of, pages] of tables) {
  for (const [index, table] of pages.entries()) {
    test(`${of}: a page ${table.name}`, async ({ page, site, company, heard }) => {
      const options = (await table.options?.(company)) ?? "";
      if (table.viewport) await page.setViewportSize(table.viewport);
      await table.prepare?.(page);
      await page.goto(site.put(`${of.slice(0, 3)}-${index}`, { widget: snippet(company, options) }));
      const scene: Scene = { page, company, lines: heard.lines };
      await table.act?.(scene);
      for (const [name, check] of Object.entries(table.rows)) await test.step(name, () => check?.(scene));
      expect(heard.lines).toEqual(table.warns ?? []);
    });
  }
}
