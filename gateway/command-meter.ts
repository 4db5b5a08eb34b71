import {
  answerSeconds,
  createDistribution,
  createTally,
  type Distribution,
  type Spread,
  type Tally,
} from "../api/measure.ts";
import type { Refusal } from "./protocol.ts";

/** What became of one command of the catalogue. */
export interface CommandStats {
  readonly namespace: (typeof namespaces)[Who];
  readonly command: string;
  /** `ok`, or the code of the refusal. */
  readonly outcomes: ReadonlyMap<Outcome, number>;
  /** From the packet's arrival to its ack; commands that were turned away at once are not among them. */
  readonly seconds: Spread;
}

export interface CommandMeter {
  /** A command was answered, after so many seconds of work. Names that stand in no catalogue are passed over. */
  answered(who: Who, command: unknown, reply: unknown, seconds: number): void;
  /** A command was turned away before anything was done for it. */
  refused(who: Who, command: unknown, refusal: Refusal): void;
  read(): readonly CommandStats[];
}

type Who = "visitor" | "agent";
const namespaces = { visitor: "widget", agent: "agent" } as const;
type Outcome = "ok" | Refusal["code"];

/** Knows every command from the start: counting one allocates nothing, and a client cannot make up names. */
export function createCommandMeter(catalogue: Readonly<Record<Who, readonly string[]>>): CommandMeter {
  const entriesOf = (commands: readonly string[]) =>
    new Map<unknown, { readonly outcomes: Tally<Outcome>; readonly seconds: Distribution }>(
      commands.map((name) => [name, { outcomes: createTally(["ok"]), seconds: createDistribution(answerSeconds) }]),
    );
  const entries = { visitor: entriesOf(catalogue.visitor), agent: entriesOf(catalogue.agent) };
  return {
    answered(who, command, reply, seconds) {
      const entry = entries[who].get(command);
      entry?.outcomes.add(outcomeOf(reply));
      entry?.seconds.add(seconds);
    },
    refused(who, command, refusal) {
      entries[who].get(command)?.outcomes.add(refusal.code);
    },
    read: () =>
      (["visitor", "agent"] as const).flatMap((who) =>
        [...entries[who]].map(([command, { outcomes, seconds }]) => ({
          namespace: namespaces[who],
          command: String(command),
          outcomes: outcomes.read(),
          seconds: seconds.read(),
        })),
      ),
  };
}

/** Replies are the catalogue's or a Refusal, and `ok` tells which. */
function outcomeOf(reply: unknown): Outcome {
  const { ok, code } = reply as { readonly ok?: boolean; readonly code?: Refusal["code"] };
  return ok === false && code !== undefined ? code : "ok";
}
