import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { permissions, permissionsOfRole } from "../access/permissions.ts";
import { operations } from "../resources/index.ts";
import { introduction } from "./introduction.ts";

const text = introduction(operations, { basePath: "/admin/api/v1/crm", serverUrl: "http://localhost:8080" });
const chapterOf = (title: string) => text.split(/\n\n(?=## )/).find((part) => part.startsWith(`## ${title}`)) ?? "";
const rowsOf = (markdown: string) => markdown.split("\n").filter((line) => /^\| `/.test(line));

describe("the introduction", () => {
  test("tells how to get each thing that a command needs, and what stays an example", () => {
    expect(text).toContain("Ids such as 42 are examples: put yours in.");
    expect(text).toContain('npm run -s valethon -- keys create --type crm --name "My server"');
    expect(text).toContain('curl -c valethon.cookies -X POST "$VALETHON_URL/session"');
    expect(text).toContain('export CSRF_TOKEN="$(');
    expect(text).toContain("X-Valethon-Mode: test");
  });

  test("lists every permission with the roles that have it", () => {
    for (const permission of permissions) {
      const row = rowsOf(chapterOf("Authentication")).find((line) => line.startsWith(`| \`${permission}\` `)) ?? "";
      for (const [role, held] of Object.entries(permissionsOfRole)) {
        expect(row.includes(role), `${permission} ${role}`).toBe(held.includes(permission));
      }
    }
  });

  test("shows the same way to embed the chat as the README", () => {
    const chapter = chapterOf("Put the chat on a website");
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const told = readme.slice(readme.indexOf("## Put the chat"), readme.indexOf("## Answer"));
    const snippet = /```html\n.*?```/s.exec(told)?.[0] ?? "nothing";
    expect(chapter).toContain(snippet);
    expect(rowsOf(told).length).toBeGreaterThan(5);
    expect(rowsOf(chapter)).toEqual(rowsOf(told));
  });

  test("shows the same code for signed identity as the README", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const codeOf = (markdown: string) => markdown.match(/```js\n.*?```/gs) ?? [];
    const told = codeOf(readme.slice(readme.indexOf("### Signed identity"), readme.indexOf("## The house")));
    expect(told).toHaveLength(2);
    expect(codeOf(chapterOf("Signed identity"))).toEqual(told);
  });
});
