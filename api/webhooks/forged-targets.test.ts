import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Canary, openCanary } from "../testing/canary.ts";
import { forgedTargets } from "../testing/forged-targets.ts";
import { openReceiver } from "../testing/receiver.ts";
import { createTestSender, endpointAt, someMessage } from "../testing/sender.ts";

let canary: Canary;
beforeAll(async () => {
  canary = await openCanary();
});
afterAll(async () => await canary.close());

const refused = (message: RegExp) => ({
  code: "VALIDATION_ERROR",
  message: expect.stringMatching(message),
  details: [{ field: "url", code: "invalid", message: expect.stringMatching(message) }],
});

test("there are more than sixty forms", () => {
  expect(new Set(forgedTargets.map(({ url }) => url(1))).size).toBeGreaterThan(60);
});

describe.each(forgedTargets)("$what", ({ url, says, addresses = [] }) => {
  // A range that is allowed elsewhere: otherwise plain http and odd ports would be refused before their addresses are.
  const env = { WEBHOOK_ALLOW_PRIVATE: "10.99.0.0/16" };
  const sender = createTestSender({ env, resolve: async () => addresses });

  test("is refused when it is registered, about url", async () => {
    await expect(sender.checkTarget(url(canary.port))).rejects.toMatchObject(refused(says));
    expect(await canary.visits()).toBe(0);
  });

  test("is refused at every send, and nothing is reached", async () => {
    const outcome = await sender.send(endpointAt(url(canary.port)), someMessage);
    expect(outcome).toMatchObject({ status: null, answer: null, error: expect.stringMatching(says) });
    expect(await canary.visits()).toBe(0);
  });
});

describe("without any allowed range", () => {
  const sender = createTestSender({ names: { "crm.example": ["8.8.8.8"] } });

  test.each([
    ["http://crm.example/hook", /plain http/],
    ["https://crm.example:9443/hook", /has port 9443/],
    ["http://unknown.example/hook", /plain http/],
    ["https://unknown.example:22/hook", /has port 22/],
  ])("%s is refused, whatever its name resolves to", async (url, says) => {
    await expect(sender.checkTarget(url)).rejects.toMatchObject(refused(says));
  });

  test.each([
    "https://crm.example/hook",
    "https://crm.example:8443/",
    "https://crm.example:80/?a=b",
    "https://8.8.8.8/",
  ])("%s is accepted", async (url) => expect(await sender.checkTarget(url)).toBeNull());

  test.each([
    ["example.org", "https://[2606:4700:4700::1111]/"],
    ["a name in another script", "https://bücher.example/"],
  ])("%s is an address like others", async (_, url) => {
    const open = createTestSender({ resolve: async () => ["8.8.8.8", "2606:4700:4700::1111"] });
    expect(await open.checkTarget(url)).toBeNull();
  });
});

test("a name that was public when it was registered is refused once it points inside", async () => {
  const answers = [["8.8.8.8"], ["127.0.0.1"]];
  const sender = createTestSender({
    env: { WEBHOOK_ALLOW_PRIVATE: "10.99.0.0/16" },
    resolve: async () => answers.shift() ?? [],
  });
  const url = "https://rebinds.example/hook";
  expect(await sender.checkTarget(url)).toBeNull();
  const outcome = await sender.send(endpointAt(url), someMessage);
  expect(outcome.error).toMatch(/not on the Internet/);
  expect(answers).toEqual([]);
});

test("a name is asked about once for each try, and the address that was checked is the one connected to", async () => {
  const receiver = await openReceiver();
  const answers = [["127.0.0.1"], ["127.0.0.2"]];
  const sender = createTestSender({
    env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.1" },
    resolve: async () => answers.shift() ?? [],
  });
  const endpoint = endpointAt(receiver.url.replace("127.0.0.1", "rebinds.example"));
  expect((await sender.send(endpoint, someMessage)).status).toBe(204);
  expect(answers).toEqual([["127.0.0.2"]]);
  expect((await sender.send(endpoint, someMessage)).error).toMatch(/not on the Internet/);
  expect(receiver.received).toHaveLength(1);
  await receiver.close();
});

test.each([301, 302, 303, 307, 308])("a redirect by %d to this machine is a failed try", async (status) => {
  const receiver = await openReceiver();
  receiver.answers((_, response) => {
    response.writeHead(status, { Location: `http://127.0.0.1:${canary.port}/` }).end();
  });
  const sender = createTestSender({ env: { WEBHOOK_ALLOW_PRIVATE: "127.0.0.0/8" } });
  const outcome = await sender.send(endpointAt(receiver.url), someMessage);
  expect(outcome).toMatchObject({
    status,
    error: `answered ${status}; redirects are not followed: register the new address`,
  });
  expect(await canary.visits()).toBe(0);
  await receiver.close();
});
