import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../../simulation/random.ts";
import type { Written } from "./verdict.ts";
import type { Person, World } from "./world.ts";

export interface Story {
  /** What each wrote so far. */
  readonly written: Written;
  /** Resolves once everybody has written everything. */
  readonly done: Promise<void>;
}

interface StoryOptions {
  readonly messages: number;
  readonly random: Random;
  /** How often people do something else before they write; now and then unless told. */
  readonly actShare?: number;
}

/** Whoever sees so much of his waiting stops writing until some of it is sent. */
const patience = 60;
const longestPauseMs = 300;
const mostAtOnce = 8;
/** Lets people write so many messages in all, at moments that chance picks, whether the server is there or not. */
export function tellStory(
  { people }: Pick<World, "people">,
  { messages, random, actShare = 0.15 }: StoryOptions,
): Story {
  const written = new Map<string, string[]>(people.map(({ name }) => [name, []]));
  const shares = people.map((_, index) => share(messages, people.length, index));

  function writeSome(person: Person, own: string[], most: number): void {
    const atOnce = Math.min(random.between(1, mostAtOnce), most, patience - person.pending());
    for (let left = atOnce; left > 0; left -= 1) {
      const text = `${person.name} #${own.length + 1}`;
      own.push(text);
      person.write(text);
    }
  }

  async function live(person: Person, quota: number): Promise<void> {
    const own = written.get(person.name) ?? [];
    while (own.length < quota) {
      await wait(random.between(0, longestPauseMs));
      if (random.chance(actShare) || !person.canWrite()) person.act(random);
      if (person.canWrite()) writeSome(person, own, quota - own.length);
    }
  }

  const done = Promise.all(people.map((person, index) => live(person, shares[index] ?? 0))).then(() => undefined);
  return { written, done };
}

/** Adds up to `total` over all of `parts`. */
const share = (total: number, parts: number, index: number) =>
  Math.floor((total * (index + 1)) / parts) - Math.floor((total * index) / parts);
