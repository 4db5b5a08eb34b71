import type { ApiSignatures } from "../../api/resources/index.ts";
import type { ConsoleClient } from "./api.ts";
import { isRefusal, messageOf } from "./api.ts";
import type { Employee, Mode } from "./records.ts";
import { Store } from "./store.ts";

type SignedIn = ApiSignatures["POST /session"]["result"] & Partial<ApiSignatures["GET /session"]["result"]>;
type SetUp = NonNullable<ApiSignatures["POST /setup"]["input"]["body"]>;
type Joining = NonNullable<ApiSignatures["POST /welcome/password"]["input"]["body"]>;
type Invited = ApiSignatures["POST /welcome"]["result"];

export type SessionState =
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly problem: string }
  | { readonly kind: "signed_out" }
  | {
      readonly kind: "signed_in";
      readonly employee: Employee;
      readonly csrfToken: string;
      readonly companyName: string | null;
    };

/** Who sits in front of the console. The credential is an HttpOnly cookie; only the CSRF token is held here, in memory. */
export class Session {
  readonly state = new Store<SessionState>({ kind: "unknown" });
  readonly #client: () => ConsoleClient;
  readonly #changed: () => void;

  /** `changed` is called after a sign-in or sign-out by this tab, so that the browser's other tabs ask anew. */
  constructor(client: () => ConsoleClient, changed: () => void) {
    this.#client = client;
    this.#changed = changed;
  }

  get csrfToken(): string | null {
    const state = this.state.value;
    return state.kind === "signed_in" ? state.csrfToken : null;
  }

  get employee(): Employee | null {
    const state = this.state.value;
    return state.kind === "signed_in" ? state.employee : null;
  }

  /** Starts without asking the server: nobody is signed in. */
  begin(): void {
    this.state.set({ kind: "signed_out" });
  }

  /** Asks the server whether this browser is signed in. Never rejects. */
  async resume(): Promise<void> {
    try {
      this.#accept(await this.#client().call("GET /session", {}));
    } catch (error) {
      if (isRefusal(error, "AUTH_REQUIRED")) this.state.set({ kind: "signed_out" });
      // Whoever is signed in stays so while the network is away.
      else if (this.state.value.kind !== "signed_in")
        this.state.set({ kind: "unreachable", problem: messageOf(error) });
    }
  }

  /** Whether a set-up link can still be used. Rejects when the server cannot be reached. */
  async isSetupOpen(token: string): Promise<boolean> {
    return (await this.#client().call("GET /setup", { query: { token } })).open;
  }

  /** Rejects with the API's refusal, for example for a wrong password. */
  async signIn(email: string, password: string): Promise<void> {
    this.#accept(await this.#client().call("POST /session", { body: { email, password } }));
    this.#changed();
  }

  /** Makes the first owner. Rejects with the API's refusal, for example for a link that was used already. */
  async setUp(answers: SetUp): Promise<void> {
    this.#accept(await this.#client().call("POST /setup", { body: answers }));
    this.#changed();
  }

  /** Whom a personal link is for. Rejects with the API's refusal, for example for a link that was used already. */
  async whoseLink(token: string): Promise<Invited> {
    return await this.#client().call("POST /welcome", { body: { token } });
  }

  /** Chooses a password by a personal link. Rejects with the API's refusal. */
  async join(answers: Joining): Promise<void> {
    this.#accept(await this.#client().call("POST /welcome/password", { body: answers }));
    this.#changed();
  }

  async signOut(): Promise<void> {
    await this.#client().call("DELETE /session", {});
    this.ended();
    this.#changed();
  }

  /** The server no longer knows the session. */
  ended(): void {
    if (this.state.value.kind === "signed_in") this.state.set({ kind: "signed_out" });
  }

  #accept(answer: SignedIn): void {
    this.state.set({
      kind: "signed_in",
      employee: answer.employee,
      csrfToken: answer.csrf_token,
      companyName: answer.company_name ?? null,
    });
  }
}

const modeKey = "valethon.console.mode";

/** Reads which data this browser last looked at; live unless told otherwise. */
export function readMode(storage: Pick<Storage, "getItem"> | null): Mode {
  return storage?.getItem(modeKey) === "test" ? "test" : "live";
}

export function writeMode(storage: Pick<Storage, "setItem"> | null, mode: Mode): void {
  storage?.setItem(modeKey, mode);
}
