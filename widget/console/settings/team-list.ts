import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Role } from "../../../api/access/permissions.ts";
import { messageOf } from "../api.ts";
import { type Colleague, counted, type Invitation } from "../records.ts";
import type { Services } from "../services.ts";

const perPage = 100;

/** The team with those who may no longer sign in, and what owners do with it. What the API refuses is in `problem`. */
export class TeamList implements ReactiveController {
  /** Null until it is loaded. Those who may sign in come first, each part by name. */
  people: readonly Colleague[] | null = null;
  problem: string | null = null;
  readonly #host: ReactiveControllerHost & { readonly services: Services };

  readonly #changed: () => void;

  /** `changed` is called after each change that others of the page should know of. */
  constructor(host: ReactiveControllerHost & { readonly services: Services }, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    void this.load();
  }

  /** Never rejects: what fails is shown. */
  async load(): Promise<void> {
    await this.#try(async () => {
      this.people = await readEverybody(this.#host.services);
    });
  }

  async setRole(person: Colleague, role: Role, said: string): Promise<void> {
    await this.#change(person, { role }, said);
  }

  async setDisabled(person: Colleague, disabled: boolean): Promise<void> {
    await this.#change(person, { disabled }, `${person.name} ${disabled ? "is disabled" : "can sign in again"}.`);
  }

  async signOut({ employee_id: id, name }: Colleague): Promise<void> {
    await this.#try(async () => {
      await this.#host.services.client.call("DELETE /employees/{id}/sessions", { params: { id } });
      this.#host.services.notify(`${name} is signed out everywhere.`);
    });
  }

  /** A new link for somebody to choose a password by; null when that was refused. */
  async makeLink({ employee_id: id }: Colleague): Promise<Invitation | null> {
    let made: Invitation | null = null;
    await this.#try(async () => {
      made = await this.#host.services.client.call("POST /employees/{id}/invite", { params: { id } });
    });
    return made;
  }

  async #change({ employee_id: id }: Colleague, body: { role?: Role; disabled?: boolean }, said: string) {
    await this.#try(async () => {
      const { client, notify } = this.#host.services;
      const changed = await client.call("PUT /employees/{id}", { params: { id }, body });
      this.people = inOrder((this.people ?? []).map((one) => (one.employee_id === id ? changed : one)));
      notify(said);
      this.#changed();
    });
  }

  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = null;
    } catch (error) {
      this.problem = messageOf(error);
    }
    this.#host.requestUpdate();
  }
}

async function readEverybody({ client }: Services): Promise<readonly Colleague[]> {
  const everybody: Colleague[] = [];
  for (let page = 1; ; page += 1) {
    const query = { disabled: "all", per_page: perPage, page };
    const { data, pagination } = counted(await client.call("GET /employees", { query }));
    everybody.push(...data);
    if (page >= pagination.total_pages) return inOrder(everybody);
  }
}

/** Those who may sign in first; within each part as they were. */
const inOrder = (people: readonly Colleague[]) =>
  people.toSorted((one, other) => Number(one.disabled_at !== null) - Number(other.disabled_at !== null));
