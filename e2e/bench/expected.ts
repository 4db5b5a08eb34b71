import { drawFor } from "../../api/seed/draw.ts";
import { type Recipe, seedLead } from "../../api/seed/lead.ts";

type Facts = Readonly<Record<string, unknown>>;

/** The seeded leads, made anew in memory: what a list finds is counted here by looking at each. */
export function createModel(recipe: Recipe) {
  const leads: Facts[] = Array.from({ length: recipe.leads }, (_, number) => {
    const { status, source, assigned_to, created_at } = seedLead(number, recipe, drawFor(number)).values;
    return { status, source, assigned_to: assigned_to ?? "none", created_at };
  });

  /** How many leads a query names; null for queries by what the model does not hold. */
  return (query: string): number | null => {
    const tests = [...new URLSearchParams(query)].filter(([name]) => !places.includes(name)).map(testOf);
    if (tests.includes(null)) return null;
    return leads.reduce((count, lead) => (tests.every((test) => test?.(lead)) ? count + 1 : count), 0);
  };
}

const places = ["sort", "order", "page", "per_page", "cursor"];

function testOf([name, text]: [string, string]): ((lead: Facts) => boolean) | null {
  if (name === "created_after") return (lead) => String(lead["created_at"]) >= text;
  if (name === "created_before") return (lead) => String(lead["created_at"]).slice(0, 10) <= text;
  if (!["status", "source", "assigned_to"].includes(name)) return null;
  const values = text.split(",");
  return (lead) => values.includes(String(lead[name]));
}
