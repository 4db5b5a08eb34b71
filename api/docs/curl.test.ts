import { describe, expect, test } from "vitest";
import { openApiDocument } from "../openapi.ts";
import { operations } from "../resources/index.ts";
import { curlOf, type Sample } from "./curl.ts";

const document = openApiDocument(operations, { basePath: "/admin/api/v1/crm", serverUrl: "http://localhost:8080" });

const samples: readonly Sample[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ document, method: method.toUpperCase(), path, operation })),
);
const commands = samples.map((sample) => ({ name: sample.operation.operationId, command: curlOf(sample) }));
const commandOf = (name: string) => commands.find((one) => one.name === name)?.command ?? "";

/** The introduction's commands. */
const introduced = [...document.info.description.matchAll(/```sh\n(.*?)\n```/gs)].map(([, code]) => String(code));

describe("commands", () => {
  test("use no variable and no cookie that the introduction does not tell how to get", () => {
    const text = introduced.join("\n");
    for (const { name, command } of commands) {
      for (const [, variable] of command.matchAll(/\$([A-Z_]+)/g)) expect(text, name).toContain(`export ${variable}=`);
      for (const [, file] of command.matchAll(/-b (\S+)/g)) expect(text, name).toContain(`curl -c ${file} `);
    }
  });

  test("have the whole base path in the variable, so that the line shows the path", () => {
    expect(introduced[0]).toContain('export VALETHON_URL="http://localhost:8080/admin/api/v1/crm"');
    expect(commandOf("listLeads")).toMatch(/^curl "\$VALETHON_URL\/leads" \\\n/);
    expect(commandOf("advanceOpportunityStage")).toMatch(
      /^curl -X POST \\\n {2}"\$VALETHON_URL\/opportunities\/78\/advance-stage" \\\n/,
    );
  });

  test("of the console send its cookie; those that change something also its token and its origin", () => {
    expect(commandOf("getSettings")).toBe('curl "$VALETHON_URL/settings" \\\n  -b valethon.cookies');
    const console = samples.filter(({ operation, method }) => {
      const [first = {}] = operation.security;
      return "consoleSession" in first && method !== "GET";
    });
    expect(console.length).toBeGreaterThan(5);
    for (const sample of console) {
      expect(curlOf(sample)).toMatch(
        /-b valethon\.cookies .*X-CSRF-Token: \$CSRF_TOKEN.*Origin: http:\/\/localhost:8080"/s,
      );
    }
  });

  test("that sign in send the console's origin and keep the cookie", () => {
    for (const name of ["createSession", "createSetup"]) {
      expect(commandOf(name)).toContain('-c valethon.cookies \\\n  -H "Origin: http://localhost:8080"');
    }
  });

  test("name the cookie as the server does, by its scheme", () => {
    const cookieOn = (serverUrl: string) =>
      openApiDocument(operations, { basePath: "/crm", serverUrl }).components.securitySchemes["consoleSession"];
    expect(document.components.securitySchemes["consoleSession"]).toMatchObject({ name: "valethon" });
    expect(cookieOn("https://{tenant}.valethon.com")).toMatchObject({ name: "__Host-valethon" });
  });
});
