import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import type { Caller } from "../testing/callers.ts";
import { openStage, type Stage } from "../testing/stage.ts";

const admin = (mode: "live" | "test" = "live"): Caller => ({ kind: "employee", role: "admin", mode });

describe.each(engines)("settings on %s", (engine) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(engine);
  });
  afterAll(() => stage.close());

  const call = async (method: "GET" | "PUT", body?: object, headers = {}, mode?: "test") =>
    await stage.send(admin(mode), { method, path: "/settings", params: {}, query: {}, headers, body });

  test("a change holds for the next visitor, and null brings the default back", async () => {
    const { greeting } = (await stage.visit()).init;
    await call("PUT", { greeting: "Ahoy" });
    expect((await stage.visit()).init.greeting).toBe("Ahoy");
    await call("PUT", { greeting: null });
    expect((await stage.visit()).init.greeting).toBe(greeting);
  });

  test("what the body does not name stays", async () => {
    await call("PUT", { timezone: "Europe/Berlin", reply_time_minutes: 15 });
    const { body } = await call("PUT", { reply_time_minutes: 30 });
    expect(body.data).toMatchObject({ timezone: "Europe/Berlin", reply_time_minutes: 30 });
    expect((await call("GET")).body.data).toEqual(body.data);
  });

  test("the same values once more change no version, tell nobody and leave no trace", async () => {
    const first = await call("PUT", { currency: "EUR" });
    const { bus, read } = await stage.space();
    let told = 0;
    const stop = bus.subscribe(({ kind }) => {
      if (kind === "settings.changed") told += 1;
    });
    const deeds = () => read.selectFrom("audit_log").selectAll().where("action", "=", "settings.changed").execute();
    const before = await deeds();
    expect((await call("PUT", { currency: "EUR" })).headers.get("ETag")).toBe(first.headers.get("ETag"));
    expect([told, await deeds()]).toEqual([0, before]);
    for (const country of ["ZZ", "ch"]) expect((await call("PUT", { country })).status).toBe(400);
    await call("PUT", { currency: "CHF", country: "CH" });
    stop();
    expect(told).toBe(1);
    expect((await deeds()).at(-1)).toMatchObject({ target: expect.stringMatching(/country.*currency/) });
  });

  test("a change of what somebody else changed meanwhile is refused", async () => {
    const seen = String((await call("GET")).headers.get("ETag"));
    await call("PUT", { company_name: "Acme" });
    const late = await call("PUT", { company_name: "Apex" }, { "If-Match": seen });
    expect(late).toMatchObject({ status: 412, body: { code: "PRECONDITION_FAILED" } });
    expect((await call("GET")).body.data.company_name).toBe("Acme");
  });

  test("each mode has its own", async () => {
    await call("PUT", { company_name: "Acme in test" }, {}, "test");
    expect((await call("GET")).body.data.company_name).not.toBe("Acme in test");
    expect((await call("GET", undefined, {}, "test")).body.data.company_name).toBe("Acme in test");
  });
});
