import type { Environment } from "../state/environment.ts";
import type { ConsoleClient } from "./api.ts";
import type { Employee, Mode } from "./records.ts";

export interface DeskOptions {
  readonly origin: string;
  readonly mode: Mode;
  readonly employee: Employee;
  readonly client: ConsoleClient;
  readonly environment: Environment;
  /** Where drafts survive a reload; null where the browser allows none. */
  readonly drafts: Pick<Storage, "getItem" | "setItem" | "removeItem"> | null;
  readonly csrfToken: () => string | null;
  /** The database was restored: all that the page shows is of one that is gone. Load the page anew. */
  readonly restored: () => void;
  /** Asks the server whether the session still stands; resolves to the answer. */
  readonly isSignedIn: () => Promise<boolean>;
}
