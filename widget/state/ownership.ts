import type { Late } from "./late.ts";
import type { OnDemand } from "./on-demand.ts";
import type { Proof } from "./prove.ts";
import type { Memory } from "./remembered.ts";
import type { SessionOptions } from "./session.ts";
import type { Tabs, VisitorTopic } from "./tabs.ts";
import type { Unsent } from "./unsent.ts";

export interface OwnershipOptions {
  /** Whom the page says the visitor is, as it said it. */
  readonly identity: () => unknown;
  readonly memory: Memory;
  readonly unsent: Pick<Unsent, "forget">;
  readonly late: Pick<OnDemand<Late>, "use">;
  readonly tabs: Tabs<VisitorTopic>;
  /** What is stored here is of who looks at this page. */
  readonly open: () => void;
  /** This tab found out that the visitor is another one: nothing stays in view, and no unsent message is kept. */
  readonly leave: () => Promise<void>;
  /** As `leave`, found out by another tab, which has emptied the storage. */
  readonly drop: () => void;
}

/**
 * Keeps people apart who use one browser. What a proved person wrote and read is shown and sent again only to a page that
 * names the same person; what nobody proved goes along with who proves to have done it (leads.md R9).
 */
export interface Ownership extends Pick<SessionOptions, "prove" | "settle"> {
  /**
   * Whether a page that begins may go on with what is stored here. What is another person's is gone then, unless it came
   * from `elsewhere`: what another tab does proves nothing of who looks at this page.
   */
  mayResume(elsewhere?: boolean): Promise<boolean | undefined>;
  leave(): Promise<void>;
  /** Whether this page goes on with a person whom another tab named: it cannot prove that itself. */
  follows(): boolean;
  /** A word of another tab may have been missed, by a page that the browser had put to sleep. */
  follow(): void;
}

export function createOwnership({ identity, memory, unsent, late, tabs, ...chat }: OwnershipOptions): Ownership {
  /** Whose the thread in view is. */
  let shown: string | null = null;

  function drop(): void {
    shown = null;
    chat.drop();
  }

  async function leave(): Promise<void> {
    memory.write({ session_id: null, person: null, contact_known: false });
    unsent.forget();
    tabs.tell("forgotten");
    shown = null;
    await chat.leave();
  }

  tabs.hear("forgotten", drop);

  async function settle(person: string | null): Promise<void> {
    const { person: held } = memory.read();
    if (held !== null && held !== person) await leave();
    chat.open();
  }

  async function askPage(refusal?: string): Promise<Proof | null> {
    const given = identity();
    // Mostly nobody in particular, which takes no chunk.
    if (!given && memory.read().person === null) return { person: null, reachable: false };
    return (await late.use(({ prover }) => prover.prove(given, refusal))) ?? null;
  }

  return {
    async prove(refusal) {
      const proof = await askPage(refusal);
      if (proof?.person !== undefined) await settle(proof.person);
      return proof;
    },
    settle,
    async mayResume(elsewhere) {
      const { person } = memory.read();
      if (person === null || elsewhere) return person === null;
      const still = await late.use(({ prover }) => prover.isStill(person, identity()));
      if (still === false) await leave();
      return still;
    },
    leave,
    follows: () => shown !== null && !identity(),
    follow() {
      const { person } = memory.read();
      if (shown !== null && shown !== person) drop();
      shown = person;
    },
  };
}
