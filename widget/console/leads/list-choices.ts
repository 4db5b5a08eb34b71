import type { ReactiveControllerHost } from "lit";
import type { Services } from "../services.ts";

/** As many ids as one can choose at once: more are a matter for the API. */
const mostChosen = 10_000;

/** Which leads are chosen. Reading another page of the table keeps them, other filters do not. */
export class ListChoices {
  ids: ReadonlySet<number> = new Set();
  readonly #host: ReactiveControllerHost & { readonly services: Services };

  constructor(host: ReactiveControllerHost & { readonly services: Services }) {
    this.#host = host;
  }

  choose(ids: readonly number[], on: boolean): void {
    const chosen = new Set(this.ids);
    for (const id of ids) {
      if (on) chosen.add(id);
      else chosen.delete(id);
    }
    this.#set(chosen);
  }

  clear(): void {
    if (this.ids.size > 0) this.#set(new Set());
  }

  /** Chooses every lead that the filters match, up to 10,000. */
  async chooseAll(filters: Readonly<Record<string, string>>): Promise<void> {
    const { client, notify, report } = this.#host.services;
    const found = new Set<number>();
    try {
      for (let cursor: string | null = ""; cursor !== null && found.size < mostChosen; ) {
        const query = { ...filters, cursor, per_page: 100, fields: "lead_id" };
        const page: Awaited<ReturnType<typeof client.call<"GET /leads">>> = await client.call("GET /leads", { query });
        for (const { lead_id } of page.data) found.add(lead_id);
        cursor = "next_cursor" in page.pagination ? page.pagination.next_cursor : null;
        // The count that is shown tells how far it is.
        this.#set(new Set(found));
      }
      if (found.size >= mostChosen)
        notify("10,000 leads are chosen, the most that fit. Narrow the filters for the others.");
    } catch (error) {
      report(error);
    }
  }

  #set(ids: ReadonlySet<number>): void {
    this.ids = ids;
    this.#host.requestUpdate();
  }
}
