import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteRecord, eraseRecords } from "../kit/records.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { arriveBeforeCommit, type Working } from "../testing/races.ts";
import { lead } from "./lead-record.ts";

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
});
