import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Entity } from "../kit/entity.ts";
import { eraseRecords } from "../kit/erase.ts";
import { deleteRecord, lockRecord, updateRecord } from "../kit/records.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { arriveBeforeCommit, type Working } from "../testing/races.ts";
import { contact } from "./contact-record.ts";
import { lead } from "./lead-record.ts";
import { prospect } from "./prospect-record.ts";

describe.each(engines)("a call that relies on a record somebody else changes at this moment, on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let counter = 0;
  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
  });
  afterAll(() => house.close());

  const call = (operation: string, body?: object) => house.request(operation, { key, body });
  const freshEmail = () => {
    counter += 1;
    return `person${counter}@company${counter}.example`;
  };
  const makeLead = async (more: object = {}) => (await call("POST /leads", { email: freshEmail(), ...more })).body.data;

  test.each([
    ["deleted", (context: Working, id: number) => deleteRecord(context, lead, id, false)],
    ["erased", (context: Working, id: number) => eraseRecords(context, lead, [id])],
  ])("logs no activity against a lead that is %s", async (_, remove) => {
    const { lead_id } = await makeLead();
    const logged = await arriveBeforeCommit(
      house,
      (context) => remove(context, lead_id),
      () => call(`POST /leads/${lead_id}/activities`, { type: "call", subject: "Too late" }),
    );
    expect(logged.status).toBe(404);
    const { body } = await call(`GET /activities?entity_type=lead&entity_id=${lead_id}`);
    expect(body.data).toEqual([]);
  });

  const convert = (id: number) => call(`POST /leads/${id}/convert`, { create_opportunity: true });

  test("converts no lead into an account that is deleted: it becomes another", async () => {
    const name = `Account ${freshEmail()}`;
    const gone = (await call("POST /prospects", { name })).body.data.prospect_id;
    const { lead_id } = await makeLead({ company_name: name });
    const { body } = await arriveBeforeCommit(
      house,
      (context) => deleteRecord(context, prospect, gone, false),
      () => convert(lead_id),
    );
    const { prospect_id, contact_id, opportunity_id } = body.data;
    expect(body.data).toMatchObject({ prospect_id: expect.any(Number), actions: { prospect: "create" } });
    expect(prospect_id).not.toBe(gone);
    expect((await call(`GET /people/${contact_id}`)).body.data.prospect_id).toBe(prospect_id);
    expect((await call(`GET /opportunities/${opportunity_id}`)).body.data.prospect_id).toBe(prospect_id);
  });

  test.each([
    ["is deleted", (context: Working, id: number) => deleteRecord(context, contact, id, false)],
    [
      "gets another email",
      async (context: Working, id: number) =>
        updateRecord(context, contact, await lockRecord(context, contact, id), { email: freshEmail() }),
    ],
  ])("converts no lead into a contact that %s: it becomes another", async (_, change) => {
    const { lead_id, email } = await makeLead({ first_name: "Ana" });
    const known = (await call("POST /people", { email })).body.data.contact_id;
    const { body } = await arriveBeforeCommit(
      house,
      (context) => change(context, known),
      () => convert(lead_id),
    );
    expect(body.data).toMatchObject({ contact_id: expect.any(Number), actions: { contact: "create" } });
    expect(body.data.contact_id).not.toBe(known);
    expect((await call(`GET /people/${body.data.contact_id}`)).body.data).toMatchObject({ email, first_name: "Ana" });
  });

  const holders = [
    { path: "/leads", entity: lead as Entity, id: "lead_id" },
    { path: "/people", entity: contact as Entity, id: "contact_id" },
  ];
  const wishes = ["update", "ignore"].flatMap((wish) => holders.map((holder) => ({ ...holder, wish })));

  describe.each(wishes)("POST $path?on_duplicate=$wish", ({ path, entity, id, wish }) => {
    const make = async () => (await call(`POST ${path}`, { email: freshEmail(), first_name: "Ana" })).body.data;
    const post = (email: string) => call(`POST ${path}?on_duplicate=${wish}`, { email, first_name: "Bea" });
    const rename = async (context: Working, one: number, email: string) =>
      updateRecord(context, entity, await lockRecord(context, entity, one), { email });

    test("makes one when the record with the email is deleted", async () => {
      const gone = await make();
      const answer = await arriveBeforeCommit(
        house,
        (context) => deleteRecord(context, entity, gone[id], false),
        () => post(gone.email),
      );
      expect(answer).toMatchObject({ status: 201, body: { data: { email: gone.email, first_name: "Bea" } } });
    });

    test("makes one when the record with the email gets another, and leaves that as it is", async () => {
      const renamed = await make();
      const answer = await arriveBeforeCommit(
        house,
        (context) => rename(context, renamed[id], freshEmail()),
        () => post(renamed.email),
      );
      expect(answer).toMatchObject({ status: 201, body: { data: { email: renamed.email, first_name: "Bea" } } });
      expect((await call(`GET ${path}/${renamed[id]}`)).body.data.first_name).toBe("Ana");
    });

    test("answers the record that has the email once another gave it up", async () => {
      const [renamed, heir] = [await make(), await make()];
      const answer = await arriveBeforeCommit(
        house,
        async (context) => {
          await rename(context, renamed[id], freshEmail());
          await rename(context, heir[id], renamed.email);
        },
        () => post(renamed.email),
      );
      expect(answer).toMatchObject({
        status: 200,
        body: { data: { [id]: heir[id], email: renamed.email, first_name: wish === "update" ? "Bea" : "Ana" } },
      });
      expect((await call(`GET ${path}/${renamed[id]}`)).body.data.first_name).toBe("Ana");
    });
  });
});
