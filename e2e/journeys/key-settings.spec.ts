import { expect } from "playwright/test";
import { signInAsOwner } from "../support/admin.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { Visitor } from "../support/people.ts";

test("with the plain script the key's settings count in the panel, beneath what the page says", async ({
  page,
  host,
  company,
  noise,
}) => {
  const admin = await signInAsOwner(company);
  const settings = { locale: "fr", strings: { fr: { menu: "Plus encore" } }, greeting: "Bienvenue" };
  const { data } = await admin.call("POST", "/api-keys", { type: "pk_live", name: "Shop", settings });
  const { key: publicKey } = data as { key: string };
  await page.goto(host.put("plain", { widget: snippet({ ...company, publicKey }) }));
  await new Visitor(page).launcher.click();
  await expect(page.getByRole("textbox", { name: "Écrivez un message…" })).toBeFocused();
  await expect(page.getByRole("button", { name: "Plus encore" })).toBeVisible();
  await expect(page.getByRole("dialog").getByText("Bienvenue")).toBeVisible();
  await page.evaluate(`Valethon.update({ theme: "dark" })`);
  await expect(page.getByRole("button", { name: "Plus encore" })).toBeVisible();
  await page.evaluate(`Valethon.setLocale("de")`);
  await expect(page.getByRole("textbox", { name: "Nachricht schreiben …" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Optionen" })).toBeVisible();
  expect(noise.lines).toEqual([]);
});

test("a greeting that nobody chose stays in the language of the page once the server has said its own", async ({
  page,
  host,
  company,
}) => {
  await page.goto(host.put("german", { widget: snippet(company, 'locale: "de"') }));
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  await page.getByRole("textbox").fill("Guten Tag");
  await page.getByRole("textbox").press("Enter");
  await expect(page.getByText("Automatische Antwort").first()).toBeVisible();
  await expect(page.getByRole("dialog").getByText("Hallo! Wie können wir helfen?")).toBeVisible();
});
