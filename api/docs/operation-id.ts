import type { Method } from "../kit/operation.ts";

const verbs: Readonly<Record<Method, string>> = { GET: "get", POST: "create", PUT: "update", DELETE: "delete" };

/**
 * A stable, readable name for client generators, from the operation's key: `GET /leads` is listLeads, `POST /leads`
 * createLead, `POST /leads/{id}/restore` restoreLead, `GET /leads/{id}/activities` listLeadActivities.
 */
export function operationId(method: Method, path: string, answersList: boolean): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const last = segments.at(-1) ?? "";
  const nouns = segments.filter((segment) => !isParameter(segment));
  const owners = nouns.slice(0, -1).map(singular);
  if (isParameter(last)) return camel([verbs[method], ...nouns.map(singular)]);
  if (method === "GET") return camel(answersList ? ["list", ...owners, last] : ["get", ...owners, last]);
  if (method !== "POST" || isPlural(last) || (segments.length === 1 && last !== "reset")) {
    return camel([verbs[method], ...owners, singular(last)]);
  }
  const [verb = "", ...object] = last.split("-");
  const isActionOnRecord = isParameter(segments.at(-2) ?? "");
  return isActionOnRecord ? camel([verb, ...owners, ...object]) : camel([...owners, last]);
}

const isParameter = (segment: string) => segment.startsWith("{");

const isPlural = (noun: string) => singular(noun) !== noun;

function singular(noun: string): string {
  if (noun === "people") return "person";
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y`;
  return noun.endsWith("s") && !noun.endsWith("ss") && !noun.endsWith("us") ? noun.slice(0, -1) : noun;
}

function camel(words: readonly string[]): string {
  const [first = "", ...rest] = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((word) => word !== "");
  return [first, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}
