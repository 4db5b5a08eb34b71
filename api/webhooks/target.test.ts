import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { createTestSender } from "../testing/sender.ts";

const open = (WEBHOOK_ALLOW_PRIVATE: string, env: Readonly<Record<string, string>> = {}) =>
  createTestSender({
    env: { WEBHOOK_ALLOW_PRIVATE, ...env },
    names: {
      "intranet.example": ["10.1.2.3"],
      "both.example": ["10.1.2.3", "8.8.8.8"],
      "crm.example": ["8.8.8.8"],
      "chat.example": ["8.8.8.8"],
      "here.example": ["127.0.0.1"],
    },
  });

describe("an allowed range", () => {
  test.each([
    "http://10.1.2.0/",
    "http://10.1.2.255:9000/hook",
    "https://10.1.2.3:22/",
    "http://intranet.example:3000/hook",
    "http://[fd00:1::5]:3000/",
    "http://0xa.1.0x203/",
    "https://crm.example/",
    "https://both.example/",
  ])("lets %s in", async (url) => {
    expect(await open("10.1.2.0/24,fd00:1::/32").checkTarget(url)).toBeNull();
  });

  test.each([
    ["http://10.1.1.255/", /not on the Internet/],
    ["http://10.1.3.0/", /not on the Internet/],
    ["http://[fd00:2::5]/", /not on the Internet/],
    ["http://[::ffff:10.1.2.3]/", /not on the Internet/],
    ["http://[64:ff9b::10.1.2.3]/", /not on the Internet/],
    ["http://localhost/", /not on the Internet/],
    ["http://crm.example/", /plain http/],
    ["https://crm.example:9443/", /has port 9443/],
    ["http://both.example/", /plain http/],
    ["https://both.example:9443/", /has port 9443/],
  ])("does not let %s in", async (url, says) => {
    await expect(open("10.1.2.0/24,fd00:1::/32").checkTarget(url)).rejects.toThrow(says);
  });

  test.each(["127.0.0.0/8", "::1", "127.0.0.1/32,::1/128"])("of loopback (%s) lets localhost in", async (range) => {
    expect(await open(range).checkTarget("http://localhost:3000/hook")).toBeNull();
    expect(await open(range).checkTarget("http://hooks.localhost:3000/")).toBeNull();
  });

  test("holds in production too", async () => {
    const env = { NODE_ENV: "production" };
    expect(await open("10.1.2.0/24", env).checkTarget("http://10.1.2.3:3000/")).toBeNull();
    await expect(open("10.1.2.0/24", env).checkTarget("http://crm.example/")).rejects.toThrow(/plain http/);
  });
});

describe("Valethon itself", () => {
  const env = { PORT: "8080", DEMO_PORT: "8099", PUBLIC_URL: "https://chat.example", BASE_DOMAIN: "valethon.example" };
  const sender = open("127.0.0.0/8,::1,0.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16", env);
  const [machine] = Object.values(networkInterfaces())
    .flatMap((found) => found ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);

  test.each([
    "http://127.0.0.1:8080/",
    "http://127.5.5.5:8080/",
    "http://localhost:8080/",
    "http://[::1]:8080/",
    "http://0.0.0.0:8080/",
    "http://127.0.0.1:8099/",
    "http://here.example:8080/",
    "https://chat.example/admin/api/v1/crm/leads",
    "https://CHAT.example:443/",
    "https://valethon.example/",
    "https://acme.valethon.example/",
  ])("is no target by %s, whatever is allowed", async (url) => {
    await expect(sender.checkTarget(url)).rejects.toThrow(/points to Valethon itself/);
  });

  if (machine !== undefined) {
    test("is no target by an address of the machine's network card", async () => {
      const all = open("0.0.0.0/0", env);
      await expect(all.checkTarget(`http://${machine}:8080/`)).rejects.toThrow(/points to Valethon itself/);
      expect(await all.checkTarget(`http://${machine}:8082/`)).toBeNull();
    });
  }

  test.each(["http://127.0.0.1:8081/", "http://10.9.9.9:8080/", "https://chat.example:8443/"])(
    "is not what %s points to",
    async (url) => expect(await sender.checkTarget(url)).toBeNull(),
  );
});

test("a host that does not resolve yet is accepted with a warning, and so is one whose name server is silent", async () => {
  const warning = /^new\.example does not resolve yet: until its DNS records/;
  expect(await open("10.0.0.0/8").checkTarget("https://new.example/hook")).toMatch(warning);
  const silent = createTestSender({ env: { WEBHOOK_TIME_SCALE: "0.001" }, resolve: () => new Promise(() => {}) });
  expect(await silent.checkTarget("https://new.example/hook")).toMatch(warning);
  const empty = createTestSender({ resolve: async () => [] });
  expect(await empty.checkTarget("https://new.example/hook")).toMatch(warning);
});

test("what a name points to inside a network is not told", async () => {
  const refusal = await open("172.16.0.0/12")
    .checkTarget("https://intranet.example/")
    .catch((error: unknown) => JSON.stringify([error, String(error)]));
  expect(refusal).toMatch(/not on the Internet/);
  expect(refusal).not.toContain("10.1.2.3");
});
