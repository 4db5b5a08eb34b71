import { expect } from "playwright/test";
import { signInAsOwner } from "../support/admin.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";

// Forms that an owner sets for a key in the console, without a word on the page.

// Where nobody signs in to the console as an agent does.
test.use({ stackOptions: { demo: false } });

const forms = [
  ["before the chat", { prechat: { fields: ["name", "company"] } }, "Company", "Email"],
  ["in the chat's place", { offline: "form" }, "Message", "Company"],
] as const;

for (const [place, settings, asked, notAsked] of forms) {
  test(`a key's form ${place} comes with the plain script as with the keyed one`, async ({
    page,
    host,
    company,
    noise,
  }) => {
    const admin = await signInAsOwner(company);
    const { data } = await admin.call("POST", "/api-keys", { type: "pk_live", name: place, settings });
    const { key } = data as { readonly key: string };
    const keyed = `<script src="${company.stack.url}/widget/chat.js?key=${key}" async=""></script>`;
    for (const widget of [snippet({ ...company, publicKey: key }), keyed]) {
      await page.goto(host.put("form", { widget }));
      await page.evaluate("localStorage.clear(); sessionStorage.clear()");
      await page.reload();
      await page.getByRole("button", { name: /^chat/i }).click();
      await expect(page.getByLabel(asked, { exact: true }).or(page.getByLabel(`${asked} (optional)`))).toBeVisible();
      await expect(page.getByLabel(notAsked)).toBeHidden();
    }
    expect(noise.lines).toEqual([]);
  });
}
