import { describe, expect, test } from "vitest";
import { ConfigError, readConfig, withPort } from "./config.ts";

describe("without any setting", () => {
  const config = readConfig({});

  test("it is one process on this machine alone, over SQLite, with the demo one port up", () => {
    expect(config).toMatchObject({
      port: 8080,
      host: "127.0.0.1",
      dataDir: "./data",
      basePath: "/admin/api/v1/crm",
      databaseUrl: null,
      baseDomain: null,
      trustProxy: 0,
      rateLimits: true,
      demoPort: 8081,
      production: true,
    });
    expect(config.publicUrl.href).toBe("http://localhost:8080/");
  });

  test("the console may be opened as localhost and as 127.0.0.1", () => {
    expect(config.publicOrigins).toEqual(["http://localhost:8080", "http://127.0.0.1:8080"]);
  });
});

test("a token for the metrics is taken as it stands, and one that is too short is refused without being shown", () => {
  const token = "0123456789abcdef";
  expect(readConfig({}).metricsToken).toBeNull();
  expect(readConfig({ METRICS_TOKEN: token }).metricsToken).toBe(token);
  for (const wrong of ["hunter2", "sixteen letters, and spaces", `${token}:${token}`]) {
    expect(() => readConfig({ METRICS_TOKEN: wrong })).toThrow(/METRICS_TOKEN is something else/);
    expect(() => readConfig({ METRICS_TOKEN: wrong })).not.toThrow(wrong);
  }
});

test("an empty variable counts as absent", () => {
  expect(readConfig({ PORT: "", DATABASE_URL: "" })).toEqual(readConfig({}));
});

test("PORT=0 takes any free port, and links follow the real one", () => {
  const config = withPort(readConfig({ PORT: "0" }), 4321);
  expect(config.publicOrigins).toEqual(["http://localhost:4321", "http://127.0.0.1:4321"]);
  expect(withPort(readConfig({ PORT: "0", PUBLIC_URL: "https://chat.example.com" }), 4321).publicOrigins).toEqual([
    "https://chat.example.com",
  ]);
});

test("the demo website is served on a loopback HOST or where DEMO=1 asks for it", () => {
  expect(readConfig({ HOST: "0.0.0.0" }).demoPort).toBeNull();
  expect(readConfig({ HOST: "0.0.0.0", DEMO: "1" }).demoPort).toBe(8081);
  expect(readConfig({ DEMO: "0" }).demoPort).toBeNull();
  expect(readConfig({ DEMO_PORT: "9000" }).demoPort).toBe(9000);
});

test.each([
  [{ PORT: "http" }, /PORT is "http"\. It should be a port from 0 .* to 65535/],
  [{ PORT: "70000" }, /PORT/],
  [{ PUBLIC_URL: "chat.example.com" }, /PUBLIC_URL .* https:\/\/chat\.example\.com/],
  [{ BASE_PATH: "api/" }, /BASE_PATH/],
  [{ TRUST_PROXY: "yes" }, /TRUST_PROXY .* 0 to 10/],
  [{ LOG_LEVEL: "loud" }, /LOG_LEVEL .* trace or silent/],
  [{ DATABASE_URL: "mysql://user:secret@host/db" }, /^(?!.*secret).*DATABASE_URL .* postgres:\/\//],
  [{ REDIS_URL: "redis://localhost" }, /REDIS_URL .* not supported/],
  [{ WEBHOOK_ALLOW_PRIVATE: "10.0.0.0/8, intranet" }, /^WEBHOOK_ALLOW_PRIVATE lists "intranet"\. It should be CIDRs/],
  [{ WEBHOOK_ALLOW_PRIVATE: "10.0.0.0/33" }, /lists "10\.0\.0\.0\/33"/],
  [{ WEBHOOK_ALLOW_PRIVATE: "10.0.0.0/8," }, /lists ""/],
  [{ RATE_LIMITS: "off", HOST: "0.0.0.0" }, /RATE_LIMITS=off works only with a loopback HOST/],
  [{ RATE_LIMITS: "off", NODE_ENV: "production" }, /RATE_LIMITS=off/],
  [{ PUBLIC_URL: "http://chat.example.com" }, /plain http is refused/],
])("%o is refused with what to write instead", (env, message) => {
  expect(() => readConfig(env)).toThrow(ConfigError);
  expect(() => readConfig(env)).toThrow(message);
});

test("every wrong variable is told at once", () => {
  expect(() => readConfig({ PORT: "x", TRUST_PROXY: "y" })).toThrow(/PORT[\s\S]*TRUST_PROXY/);
});
