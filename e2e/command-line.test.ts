import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "./support/http.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { until } from "./support/until.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 60_000);
afterAll(() => stack.stop());

describe("the command line", () => {
  test("makes a key beside the running server, which knows it at once", async () => {
    const { code, stdout } = await stack.cli(["keys", "create", "--type", "crm", "--name", "Nightly sync", "--json"]);
    const made = JSON.parse(stdout) as Record<string, unknown>;
    expect(code).toBe(0);
    expect(made).toMatchObject({ type: "crm", name: "Nightly sync", rate_limit_per_minute: 120 });
    expect(made["permissions"]).toContain("leads:write");
    expect(made["hash"]).toBeUndefined();
    expect((await ask(`${stack.api}/leads`, { key: String(made["key"]) })).status).toBe(200);
  });

  test("gives a key the permissions and origins it is asked for, and refuses unknown ones", async () => {
    const few = await stack.cli([
      "keys",
      "create",
      "--type",
      "crm",
      "--permissions",
      "leads:read, notes:read",
      "--json",
    ]);
    expect(few).toMatchObject({ code: 2, stdout: "" });
    expect(few.stderr).toContain("There is no permission notes:read");
    const sites = ["--origins", "https://a.example,https://*.b.example"];
    const { stdout } = await stack.cli(["keys", "create", "--type", "pk_live", ...sites, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      permissions: ["widget:access"],
      allowed_origins: ["https://a.example", "https://*.b.example"],
    });
  });

  test("makes a person whose password is what was piped, less one newline", async () => {
    const args = [
      "users",
      "create",
      "--name",
      "Bo",
      "--email",
      "Bo@Example.com",
      "--role",
      "agent",
      "--password-stdin",
    ];
    const made = await stack.cli([...args, "--json"], "correct horse battery 9\n");
    expect(JSON.parse(made.stdout)).toMatchObject({ name: "Bo", email: "bo@example.com", role: "agent" });
    const signIn = (password: string) =>
      fetch(`${stack.api}/session`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Origin: stack.url },
        body: JSON.stringify({ email: "bo@example.com", password }),
      });
    expect((await signIn("correct horse battery 9\n")).status).toBe(401);
    expect((await signIn("correct horse battery 9")).status).toBe(201);
    const again = await stack.cli(args, "correct horse battery 9");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("in the team already");
  });

  test("refuses a weak password and says why", async () => {
    const args = [
      "users",
      "create",
      "--name",
      "Cy",
      "--email",
      "cy@example.com",
      "--role",
      "agent",
      "--password-stdin",
    ];
    const { code, stderr } = await stack.cli(args, "password");
    expect(code).toBe(1);
    expect(stderr).toMatch(/12 to 256 characters/);
  });

  test("seeds the test space beside the running server, and says how far it is", async () => {
    const args = ["seed", "--leads", "60", "--json"];
    const { code, stdout, stderr } = await stack.cli(args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ mode: "test", leads: 60 });
    expect(stderr).toMatch(/^0 of 60\n60 of 60, [\d,]+ rows\/s\n$/);
    const key = await stack.createKey("crm_test");
    const { body } = await ask(`${stack.api}/leads?per_page=1`, { key });
    expect(body["pagination"]).toMatchObject({ total: 60 });
    const again = await stack.cli(args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("nothing left to make");
  });

  test.each([
    [["--help"], /keys create[\s\S]*users create/],
    [["keys", "create", "--help"], /--type[\s\S]*--permissions[\s\S]*--origins/],
    [["users", "create", "--help"], /--password-stdin/],
    [["seed", "--help"], /--leads[\s\S]*--mode/],
    [["webhooks", "--help"], /webhooks list[\s\S]*webhooks tail[\s\S]*webhooks replay/],
    [["webhooks", "tail", "--help"], /--webhook[\s\S]*--limit[\s\S]*--mode/],
    [["webhooks", "replay", "--help"], /--webhook[\s\S]*--event[\s\S]*--since/],
  ])("%j explains itself", async (args, text) => {
    const { code, stdout } = await stack.cli(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(text);
  });

  test.each([
    [["keys", "make"], /There is no command "keys make"/],
    [["keys", "create"], /--type is missing/],
    [["keys", "create", "--type", "secret"], /--type must be one of crm, crm_test, pk_live, pk_test/],
    [["keys", "create", "--typ", "crm"], /--typ/],
    [["seed"], /--leads is missing/],
    [["seed", "--leads", "many"], /--leads is a whole number from 1/],
    [["seed", "--leads", "10", "--mode", "prod"], /--mode is test or live/],
    [["webhooks", "list", "--mode", "prod"], /--mode is test or live/],
    [["webhooks", "tail", "--limit", "none"], /--limit is a whole number of lines/],
    [["webhooks", "replay", "--event", "1"], /--webhook is missing/],
    [["webhooks", "replay", "--webhook", "1"], /Name either --event or --since/],
  ])("%j is refused with the next step", async (args, text) => {
    const { code, stderr } = await stack.cli(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(text);
  });

  test("tells the running server that its machine was put back, which starts anew in another epoch", async () => {
    const key = await stack.createKey("crm");
    const epoch = async () => (await ask(`${stack.api}/events`, { key })).body["epoch"];
    const before = await epoch();
    const { code, stdout } = await stack.cli(["restored", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ restored: ["main_live", "main_test"] });
    await until("another epoch", async () => (await epoch()) !== before, { timeoutMs: 15_000 });
    expect(stack.output.match(/Starting anew/g)).not.toBeNull();
    expect(await epoch()).toBe(await epoch());
  });
});
