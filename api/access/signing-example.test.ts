import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { verifyIdentity } from "./identity.ts";

const root = resolve(import.meta.dirname, "../..");

test("what the README signs proves who it says", async () => {
  const readme = readFileSync(resolve(root, "README.md"), "utf8");
  const example = /### Signed identity[\s\S]*?```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const person = { id: 42, email: "ann@example.com", name: "Ann Lee" };
  const code = `${example}\nconsole.log(await signIdentity(${JSON.stringify(person)}, 7));`;
  const token = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: root,
    encoding: "utf8",
    env: { VALETHON_IDENTITY_SECRET: "vis_example" },
  }).trim();
  const terms = {
    secrets: [{ identity_secret_id: 1, text: "vis_example" }],
    audience: [7],
    now: timestamp(Date.now()),
  };
  expect(await verifyIdentity(token, terms)).toMatchObject({
    external_id: "42",
    email: "ann@example.com",
    name: "Ann Lee",
  });
});
