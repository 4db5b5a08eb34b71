import type { FeedEvent } from "../../gateway/protocol.ts";
import { type ConsoleClient, isRefusal } from "./api.ts";
import type { Contact } from "./records.ts";
import { Store } from "./store.ts";

/** The contacts that conversations on screen belong to; null for one that is gone or may not be read. */
export class Contacts {
  readonly state = new Store<ReadonlyMap<number, Contact | null>>(new Map());
  readonly #client: Pick<ConsoleClient, "call">;
  readonly #asked = new Set<number>();

  constructor(client: Pick<ConsoleClient, "call">) {
    this.#client = client;
  }

  /** Reads a contact unless that was done. Never rejects: one that could not be read is asked for again. */
  async want(id: number): Promise<void> {
    if (this.#asked.has(id)) return;
    this.#asked.add(id);
    await this.#read(id);
  }

  /** A contact on screen that somebody changed is read anew. */
  hear({ type, data }: FeedEvent): void {
    const id = data["contact_id"];
    if (!type.startsWith("contact.") || typeof id !== "number" || !this.#asked.has(id)) return;
    void this.#read(id);
  }

  async #read(id: number): Promise<void> {
    try {
      this.#keep(id, await this.#client.call("GET /people/{id}", { params: { id } }));
    } catch (error) {
      if (isRefusal(error, "NOT_FOUND") || isRefusal(error, "FORBIDDEN")) this.#keep(id, null);
      else this.#asked.delete(id);
    }
  }

  #keep(id: number, contact: Contact | null): void {
    this.state.update((known) => new Map(known).set(id, contact));
  }
}
