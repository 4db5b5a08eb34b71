import { describe, expect, test } from "vitest";
import { sweep } from "./scheduler.ts";
import { engines, openTestApi } from "./testing/api.ts";

const day = 86_400_000;

describe.each(engines)("housekeeping on %s", (engine) => {
  test("a visitor's session that never sent anything is swept after a day, one that did stays", async () => {
    const house = await openTestApi({ engine });
    const key = await house.key("pk_live");
    const init = async () => (await house.request("POST /widget/init", { key, body: {} })).body.session_id as string;
    const [silent, used] = [await init(), await init()];
    const say = (session_id: string) =>
      house.request("POST /widget/message", { key, body: { session_id, message: "Hello" } });
    expect((await say(used)).status).toBe(200);
    house.clock.advance(day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await say(silent)).status).toBe(404);
    expect((await say(used)).status).toBe(200);
    await house.close();
  });

  test("a deleted lead can be restored for 30 days, then it is erased", async () => {
    const house = await openTestApi({ engine });
    const key = await house.key("crm");
    const { lead_id } = (await house.request("POST /leads", { key, body: { email: "a@example.com" } })).body.data;
    await house.request(`DELETE /leads/${lead_id}`, { key });
    house.clock.advance(30 * day);
    await sweep(await house.space(), house.clock.now());
    expect((await house.request(`POST /leads/${lead_id}/restore`, { key, body: {} })).status).toBe(200);
    await house.request(`DELETE /leads/${lead_id}`, { key });
    house.clock.advance(30 * day + 1000);
    await sweep(await house.space(), house.clock.now());
    expect((await house.request(`POST /leads/${lead_id}/restore`, { key, body: {} })).status).toBe(404);
    await house.close();
  });
});
