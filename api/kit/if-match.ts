import { AppError } from "../errors.ts";
import type { Context } from "./operation.ts";

type Calling = Pick<Context, "request">;

interface Versioned {
  readonly version: number;
}

/** Throws PRECONDITION_FAILED when If-Match names another version. */
export function requireVersion({ request }: Calling, { version }: Versioned): void {
  if (matches(request, [version])) return;
  throw new AppError(
    "PRECONDITION_FAILED",
    "The record has changed since you read it. Read it again, then repeat the change.",
  );
}

/** The same for a deleted record: nobody could read it since its deletion, which raised the version. */
export function requireDeletedVersion({ request }: Calling, { version }: Versioned): void {
  if (matches(request, [version - 1, version])) return;
  throw new AppError(
    "PRECONDITION_FAILED",
    "The record was changed after you read it and before it was deleted. Leave If-Match out to restore it as it is.",
  );
}

/** If-Match may list several ETags; only the part that names the version is compared (RFC 9110, 13.1.1). */
function matches({ ifMatch }: Calling["request"], versions: readonly number[]): boolean {
  if (ifMatch === null || ifMatch.trim() === "*") return true;
  const named = ifMatch.split(",").map((etag) => /^\s*"(\d+)-/.exec(etag)?.[1]);
  return versions.some((version) => named.includes(String(version)));
}

/** For a change that follows from the caller's: If-Match speaks of what the caller asked to change. */
export const withoutIfMatch = <C extends Calling>(calling: C): C => ({
  ...calling,
  request: { ...calling.request, ifMatch: null },
});
