/** One thing the test command does. */
export interface Step {
  readonly name: string;
  readonly what: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** Steps that must have passed before, when they are part of the run. */
  readonly needs: readonly string[];
  /** True when it uses every core itself and shows its own progress: it runs alone, its output unbuffered. */
  readonly alone: boolean;
  /** Where it writes its machine-readable result. */
  readonly report?: { readonly kind: "vitest" | "playwright"; readonly file: string };
}

/** Every step in the order of its start. `reports` is the folder for results, `databaseUrl` a Postgres to test on too. */
export function allSteps(reports: string, databaseUrl: string | null): Step[] {
  const database = databaseUrl === null ? {} : { TEST_DATABASE_URL: databaseUrl };
  const vitest = `${reports}/vitest.json`;
  const playwright = `${reports}/playwright.json`;
  return [
    check("types", "TypeScript, servers and tools", ["tsc", "-p", "."]),
    check("types-widget", "TypeScript, browser code", ["tsc", "-p", "widget"]),
    check("types-chat", "TypeScript, what visitors' browsers run", ["tsc", "-p", "widget/chat"]),
    check("types-react", "TypeScript, the example in React", ["tsc", "-p", "examples/react"]),
    check("types-faults", "TypeScript, servers and browser code in one process", ["tsc", "-p", "e2e/faults/chat"]),
    check("build", "browser bundles within their size budgets", [process.execPath, "widget/build.ts", "--check"]),
    check("lint", "Biome: format, imports, rules", ["biome", "ci", "--colors=off", "--max-diagnostics=100", "."]),
    check("imports", "dependency-cruiser: who imports whom", [process.execPath, "e2e/run/imports.ts"]),
    check("unused", "knip: unused files, exports and packages", ["knip", "--no-progress"]),
    check("openapi", "openapi.json as the operations say", [process.execPath, "api/write-openapi.ts", "--check"]),
    {
      name: "vitest",
      what: "API, gateway, widget and whole-system tests",
      command: ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${vitest}`],
      env: database,
      needs: ["build"],
      alone: true,
      report: { kind: "vitest", file: vitest },
    },
    {
      name: "playwright",
      what: "journeys in real browsers",
      command: ["playwright", "test", "--reporter=list,json"],
      env: { ...database, PLAYWRIGHT_JSON_OUTPUT_FILE: playwright },
      needs: ["build"],
      alone: true,
      report: { kind: "playwright", file: playwright },
    },
  ];
}

/** What `npm test` runs; `npm run check` runs everything. */
export const testSteps = ["build", "vitest", "playwright"] as const;

function check(name: string, what: string, command: readonly [string, ...string[]]): Step {
  return { name, what, command, needs: [], alone: false };
}
