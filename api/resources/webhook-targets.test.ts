import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../testing/api.ts";
import { type Canary, openCanary } from "../testing/canary.ts";
import { forgedTargets } from "../testing/forged-targets.ts";

describe("an address inside our network, by the API", () => {
  let canary: Canary;
  let house: TestApi;
  let key: string;
  /** The address that the names of this moment resolve to. */
  let addresses: readonly string[] = [];
  beforeAll(async () => {
    canary = await openCanary();
    house = await openTestApi({
      // A range that is allowed elsewhere: otherwise plain http and odd ports would be refused before their addresses are.
      env: { WEBHOOK_ALLOW_PRIVATE: "10.99.0.0/16", RATE_LIMITS: "off" },
      resolve: async () => addresses,
    });
    key = await house.key("crm");
  });
  afterAll(async () => {
    await house.close();
    await canary.close();
  });

  const post = (url: string) => house.request("POST /webhooks", { key, body: { url, events: ["*"] } });

  test.each(forgedTargets)("cannot be registered: $what", async ({ url, says, addresses: names = [] }) => {
    addresses = names;
    const { status, body } = await post(url(canary.port));
    expect({ status, ...body }).toMatchObject({ status: 400, code: "VALIDATION_ERROR", details: [{ field: "url" }] });
    expect(body.error).toMatch(says);
    expect(await canary.visits()).toBe(0);
  });

  test("cannot take the place of one that is registered, and is not tested or sent to once its name points there", async () => {
    addresses = ["8.8.8.8"];
    const url = `https://rebinds.example:8443/hook`;
    const { body } = await post(url);
    const id = body.data.webhook_id;
    for (const { url: forged, addresses: names = [] } of forgedTargets) {
      addresses = names;
      const put = { key, body: { url: forged(canary.port) } };
      expect((await house.request(`PUT /webhooks/${id}`, put)).status, forged(canary.port)).toBe(400);
    }
    addresses = ["127.0.0.1"];
    const tried = await house.request(`POST /webhooks/${id}/test`, { key });
    expect(tried.body.data).toMatchObject({
      delivered: false,
      status: null,
      error: expect.stringMatching(/not on the Internet/),
    });
    await house.request("POST /leads", { key, body: { email: "jane@company.com", source: "website_form" } });
    const deliveries = `GET /webhooks/${id}/deliveries?event=lead.created`;
    for (;;) {
      const [delivery] = (await house.request(deliveries, { key })).body.data;
      if (delivery?.attempts === 0) continue;
      expect(delivery.tries[0].error).toMatch(/not on the Internet/);
      break;
    }
    expect(await canary.visits()).toBe(0);
  });
});
