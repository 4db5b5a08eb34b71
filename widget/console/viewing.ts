import type { AgentReceives } from "../../gateway/protocol.ts";
import type { Environment } from "../state/environment.ts";
import { Store } from "./store.ts";

export interface ViewingOptions {
  readonly environment: Pick<Environment, "after">;
  /** Who looks here: never named among the others. */
  readonly employeeId: number;
  /** One `viewing` signal; it may be lost. */
  readonly tell: (conversationId: number | null) => void;
}

/** The server drops a second signal within 100 ms; only where a walk through the list ends is worth telling. */
const settledAfterMs = 150;

/** Tells which conversation is looked at here, and knows who else looks at it. */
export class Viewing {
  /** Names of the others. */
  readonly others = new Store<readonly string[]>([]);
  readonly #options: ViewingOptions;
  #conversationId: number | null = null;
  #cancel: (() => void) | null = null;

  constructor(options: ViewingOptions) {
    this.#options = options;
  }

  look(conversationId: number | null): void {
    if (conversationId === this.#conversationId) return;
    this.#conversationId = conversationId;
    this.others.set([]);
    this.tellAgain();
  }

  /** The server may not know: the connection is new, or the last signal was lost. */
  tellAgain(): void {
    this.#cancel ??= this.#options.environment.after(settledAfterMs, () => {
      this.#cancel = null;
      this.#options.tell(this.#conversationId);
    });
  }

  receive({ conversation_id, employees }: Parameters<AgentReceives["viewing"]>[0]): void {
    if (conversation_id !== this.#conversationId) return;
    const others = employees.filter((one) => one.id !== this.#options.employeeId).map((one) => one.name);
    const before = this.others.value;
    if (others.length !== before.length || others.some((name, index) => name !== before[index]))
      this.others.set(others);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
