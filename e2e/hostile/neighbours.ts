import { setTimeout as wait } from "node:timers/promises";
import { until } from "../support/until.ts";
import type { Caller, Target } from "./target.ts";

/** Two visitors who write and an agent who reads, as fast as one connection may. */
export interface Neighbours {
  /** Milliseconds that each answer took which they got while this went on. Throws when one of them was not served. */
  during(work: () => Promise<unknown>): Promise<number[]>;
  /** Throws unless all they said is stored once and in order, and was told to the other side like that. Ends them. */
  finish(): Promise<void>;
}

interface Neighbour {
  readonly caller: Caller;
  readonly step: () => Promise<void>;
  readonly everyMs: number;
}

interface Talk {
  readonly caller: Caller;
  readonly said: string[];
  /** Seqs of its conversation that the visitor was told, and the agent. */
  readonly told: number[];
  readonly heard: number[];
  conversation: number;
  /** Takes what has come on both sides. */
  listen: () => void;
}

/** A little below what the caps allow: 40 commands in 10 s for a visitor, 600 in a minute for a sign-in. */
const visitorEveryMs = 280;
const agentEveryMs = 110;

export async function inviteNeighbours(target: Target): Promise<Neighbours> {
  const agent = await target.agent(await target.signIn());
  const [first, second] = [await startTalk(target), await startTalk(target)];
  for (const talk of [first, second]) {
    await agent.ask("conversation:sync", { conversation_id: talk.conversation, after: 0 });
    talk.listen = () => {
      for (const { seq } of factsOf(talk.caller, "/widget")) talk.told.push(seq);
      for (const { conversation_id, seq } of factsOf(agent, "/agent")) {
        (conversation_id === first.conversation ? first : second).heard.push(seq);
      }
    };
  }
  let times: number[] = [];
  let turn = 0;
  const read = async () => {
    turn += 1;
    const { conversation } = turn % 2 === 0 ? first : second;
    await agent.ask("conversation:sync", { conversation_id: conversation, after: 0, limit: 5 });
    first.listen();
    agent.socket.take("42/agent,");
  };
  const people: Neighbour[] = [
    { caller: first.caller, step: () => say(first), everyMs: visitorEveryMs },
    { caller: second.caller, step: () => say(second), everyMs: visitorEveryMs },
    { caller: agent, step: read, everyMs: agentEveryMs },
  ];
  const stopped = new AbortController();
  const talking = people.map((person) => live(person, stopped.signal, (ms) => times.push(ms)));
  const failed = Promise.all(talking);
  failed.catch(() => undefined);

  return {
    async during(work) {
      times = [];
      await Promise.race([work(), failed]);
      return times;
    },
    async finish() {
      stopped.abort();
      await failed;
      for (const talk of [first, second]) await expectWhole(talk);
      for (const { caller } of people) caller.socket.close();
    },
  };
}

/** The time below which 99 of 100 lie. */
export function p99(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
}

async function live(person: Neighbour, stopped: AbortSignal, took: (ms: number) => void): Promise<void> {
  while (!stopped.aborted) {
    const start = performance.now();
    await person.step();
    const ms = performance.now() - start;
    took(ms);
    await wait(Math.max(0, person.everyMs - ms));
  }
}

async function startTalk(target: Target): Promise<Talk> {
  const caller = await target.visitor(await target.newSession());
  const talk: Talk = { caller, said: [], told: [], heard: [], conversation: 0, listen: () => undefined };
  await say(talk);
  return talk;
}

async function say(talk: Talk): Promise<void> {
  const body = `Sentence ${talk.said.length}`;
  const client_id = `sentence-${talk.said.length}`;
  const { conversation_id } = await talk.caller.ask("message:send", { items: [{ client_id, body }] });
  talk.conversation = Number(conversation_id);
  talk.said.push(body);
  talk.listen();
}

interface Fact {
  readonly conversation_id: number;
  readonly seq: number;
}

function factsOf({ socket }: Caller, namespace: string): Fact[] {
  const start = `42${namespace},["conversation.event",`;
  return socket.take(start).map((packet) => JSON.parse(packet.slice(start.length, -1)) as Fact);
}

async function expectWhole(talk: Talk): Promise<void> {
  const stored = await readAll(talk.caller);
  const bodies = stored.filter(({ sender }) => sender.kind === "visitor").map(({ body }) => body);
  if (bodies.join("\n") !== talk.said.join("\n")) throw new Error("What is stored is not what was said.");
  const head = stored.at(-1)?.seq;
  await until("all to be told", () => {
    talk.listen();
    return [talk.told, talk.heard].every((seqs) => seqs.at(-1) === head);
  });
  for (const seqs of [stored.map(({ seq }) => seq), talk.told, talk.heard]) expectWithoutGap(seqs);
}

interface Stored {
  readonly seq: number;
  readonly body: string;
  readonly sender: { readonly kind: string };
}

async function readAll({ ask }: Caller): Promise<Stored[]> {
  const all: Stored[] = [];
  for (;;) {
    const page = await ask("conversation:sync", { after: all.at(-1)?.seq ?? 0, limit: 200 });
    all.push(...(page["events"] as Stored[]));
    if (page["more"] !== true) return all;
  }
}

function expectWithoutGap(seqs: readonly number[]): void {
  const gap = seqs.findIndex((seq, index) => index > 0 && seq !== (seqs[index - 1] ?? 0) + 1);
  if (gap >= 0) throw new Error(`${seqs[gap]} came after ${seqs[gap - 1]}.`);
}
