import { expect } from "playwright/test";
import { signInAsOwner } from "../support/admin.ts";
import { expectAccessible } from "../support/fixtures.ts";
import { test } from "../support/host-fixture.ts";
import { snippet } from "../support/host-pages.ts";
import { ask } from "../support/http.ts";
import { Visitor } from "../support/people.ts";

test("who has had more conversations than one page of them shows them all, page by page", async ({
  page,
  host,
  company,
  noise,
}) => {
  const admin = await signInAsOwner(company);
  const limits = { rate_limit_per_minute: 1000, site_limit_per_minute: 1000 };
  const { data } = await admin.call("POST", "/api-keys", { type: "pk_live", name: "Regulars", ...limits });
  const { key } = data as { readonly key: string };
  await page.goto(host.put("many", { widget: snippet({ ...company, publicKey: key }) }));
  const visitor = new Visitor(page);
  await visitor.openChat();
  await visitor.say("Question 0");
  await expect(page.getByText("Automatic reply").first()).toBeVisible();
  const session_id = await page.evaluate(
    "Object.values(localStorage).map((text) => JSON.parse(text).session_id).find((id) => id)",
  );
  const call = async (path: string, body: object) => {
    const answer = await ask(`${company.stack.api}/widget/${path}`, { key, body: { session_id, ...body } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  };
  for (let count = 1; count <= 52; count += 1) {
    await call("end", {});
    await call("message", { message: `Question ${count}` });
  }

  await page.reload();
  await page.getByRole("button", { name: "Options" }).click();
  await page.getByRole("button", { name: "Earlier conversations" }).click();
  const rows = page.getByRole("listitem").getByRole("button");
  // One of the first page's is the current one.
  await expect(rows).toHaveCount(49);
  const more = page.getByRole("button", { name: "Show more" });
  await page.route("**/widget/conversations?*", (route) => route.abort());
  await more.click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "valethon-chat");
  await page.unroute("**/widget/conversations?*");
  await more.click();
  await expect(rows).toHaveCount(52);
  await expect(rows.nth(49)).toBeFocused();
  await expect(more).toBeHidden();
  expect(noise.lines).toEqual(["error: Failed to load resource: net::ERR_FAILED"]);
});
