import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";

describe.each(engines)("the log of events on %s", (engine) => {
  let house: TestApi;
  let key: string;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" }, checksEvents: false });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const read = async (query: string) => (await house.request(`GET /events?${query}`, { key })).body;
  const note = async (n: number) =>
    await (await house.space()).write(({ emit }) => emit("note.created", { entity_type: "lead", n }));

  test("skips nobody who follows next_after while others write", async () => {
    const wanted = 300;
    let writing = true;
    const writers = Promise.all(
      [0, 1, 2].map(async (writer) => {
        for (let n = writer; n < wanted; n += 3) await note(n);
      }),
    ).finally(() => {
      writing = false;
    });
    const followers = [5, 200].map(async (limit) => {
      const seen: number[] = [];
      for (let after = 0; writing || after < wanted; ) {
        const { data, next_after } = await read(`after=${after}&limit=${limit}`);
        seen.push(...data.map((row: { seq: number }) => row.seq));
        after = next_after;
      }
      return seen;
    });
    await writers;
    const all = Array.from({ length: wanted }, (_, i) => i + 1);
    expect(await Promise.all(followers)).toEqual([all, all]);
  });

  test("tells a key only of what it may read, and moves on all the same", async () => {
    const { head } = await read("limit=1");
    const narrow = await house.key("crm", { permissions: ["contacts:read"] });
    const { body } = await house.request("GET /events?after=0&limit=200", { key: narrow });
    expect(body).toMatchObject({ data: [], more: true, next_after: 200, head });
  });

  test("shows each key the events of the entities it may read, those of notes by what they are about", async () => {
    const { head } = await read("limit=1");
    const live = await house.space();
    await live.write(async ({ emit }) => {
      await emit("lead.created", { lead_id: 1 });
      await emit("contact.created", { contact_id: 1 });
      await emit("note.created", { entity_type: "contact", n: 1 });
      await emit("conversation.started", { conversation_id: 1 });
    });
    await house.events();
    const seenWith = async (permission: "leads:read" | "contacts:read" | "conversations:read") => {
      const narrow = await house.key("crm", { permissions: [permission] });
      const { body } = await house.request(`GET /events?after=${head}`, { key: narrow });
      return body.data.map(({ event }: { event: string }) => event);
    };
    expect(await seenWith("leads:read")).toEqual(["lead.created"]);
    expect(await seenWith("contacts:read")).toEqual(["contact.created", "note.created"]);
    expect(await seenWith("conversations:read")).toEqual(["conversation.started"]);
  });

  test.each([
    ["lead.*", ["lead.created", "lead.updated"]],
    ["lead.updated,contact.*", ["contact.created", "lead.updated"]],
    ["*", ["lead.created", "contact.created", "lead.updated"]],
  ])("types=%s tells of exactly these", async (types, expected) => {
    const { head } = await read("limit=1");
    await (await house.space()).write(async ({ emit }) => {
      await emit("lead.created", { lead_id: 1 });
      await emit("contact.created", { contact_id: 1 });
      await emit("lead.updated", { lead_id: 1 });
    });
    await house.events();
    const { data } = await read(`after=${head}&types=${types}`);
    expect(data.map(({ event }: { event: string }) => event)).toEqual(expected);
  });

  test("a kind of events that does not exist is refused", async () => {
    expect(await read("types=leads.*")).toMatchObject({ code: "VALIDATION_ERROR", details: [{ field: "types" }] });
  });
});
