import type { RecordKind } from "./record-kind.ts";

type Resource = "leads" | "people" | "prospects";

/** Where the API has records of a kind. */
export function resourceOf({ path }: RecordKind): Resource {
  // A kind's table stands in the console under the name that the API has for it.
  return path.split("/").at(-1) as Resource;
}
