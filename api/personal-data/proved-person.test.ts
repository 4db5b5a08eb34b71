import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { dumpTables, rowsWith } from "../testing/dump.ts";
import { openSignedSite, type SignedSite } from "../testing/identity.ts";

describe.each(engines)("R19: a person whom the site proved, on %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  const erase = async (who: object) =>
    (await site.asOwner("POST /personal-data/erase", { body: { ...who, confirm: "erase" } })).status;
  const rowsOf = async (...texts: string[]) => rowsWith(await dumpTables(await site.space()), texts);

  test("is erased with what the browser was before", async () => {
    const page_url = "https://site.example/beforehand";
    const anonymous = await site.wander({ page_url, identity: { name: "Beforename" } });
    await anonymous.say("Hello");
    const proved = await site.sign(anonymous, "user-1", { email: "proved@example.com" });
    const { lead_id } = await proved.conversation();
    const { sessions } = (await site.asOwner(`GET /personal-data?lead_id=${lead_id}`)).body.data;
    expect(sessions).toHaveLength(2);
    expect(await erase({ lead_id })).toBe(200);
    expect(await rowsOf("beforehand", "beforename", "proved@")).toEqual([]);
  });

  test("is erased without whoever had used the browser before", async () => {
    const browser = await site.wander();
    const said = await browser.say("Hello", { contact: { email: "before@example.com", name: "Beforehand" } });
    const { lead_id } = await browser.conversation();
    await browser.call("POST /widget/end");
    site.clock.advance(31 * 86_400_000);
    const proved = await site.sign(browser, "user-2", { email: "after@example.com", name: "Afterwards" });
    await proved.say("Hello");
    expect(await erase({ email: "after@example.com" })).toBe(200);
    expect(await rowsOf("after@", "afterwards")).toEqual([]);
    expect((await site.ask(`GET /leads/${lead_id}`)).data.email).toBe("before@example.com");
    const { conversation_id } = said;
    expect((await site.ask(`GET /conversations/${conversation_id}`)).data.visitor_name).toBe("Beforehand");
  });
});
