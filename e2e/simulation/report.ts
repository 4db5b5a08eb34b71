import type { Finding } from "./compare.ts";
import type { Act } from "./script.ts";

/** Keeps each person's story so far, and the first thing that was wrong in it. */
export interface Report {
  happened(act: Act): void;
  isBroken(person: string): boolean;
  add(findings: readonly Finding[]): void;
  texts(): readonly string[];
}

/** `start` is the month's first instant, in milliseconds. */
export function createReport(start: number): Report {
  const told = new Map<string, string[]>();
  const wrong = new Map<string, string>();

  function add({ person, error }: Finding): void {
    const whose = person ?? `Nobody's story: ${error.message}`;
    if (wrong.has(whose)) return;
    const story = told.get(whose) ?? [];
    const problem = error.name === "Mismatch" ? error.message : String(error.stack);
    wrong.set(whose, [whose, ...story, ...(person === null ? [] : [problem])].join("\n"));
  }

  return {
    happened({ person, minute, label }) {
      const at = new Date(start + minute * 60_000).toISOString().slice(0, 16);
      told.set(person.label, [...(told.get(person.label) ?? []), `  ${at} ${label}`]);
    },
    isBroken: (person) => wrong.has(person),
    add: (findings) => findings.forEach(add),
    texts: () => [...wrong.values()],
  };
}
