import type { Random } from "../../simulation/random.ts";

/** One line of a thread: what it says, and what else tells it from every other line. */
export interface Line {
  readonly text: string;
  readonly mark: string;
}

/** What somebody sees of one thread, from top to bottom; what is on its way is not in it. */
export interface View {
  readonly of: string;
  readonly lines: readonly Line[];
}

/** Threads by their names, as the database holds them, in its order. */
export type Threads = ReadonlyMap<string, readonly Line[]>;

/** Somebody who writes and reads, with a device that keeps what a browser keeps. */
export interface Person {
  readonly name: string;
  /** False while the person is not at the screen, or has nobody to write to. */
  canWrite(): boolean;
  write(text: string): void;
  /** Does anything but write, as people do: reads, looks elsewhere, closes the tab and comes back, falls asleep. */
  act(random: Random): void;
  /** Is at the screen from now on, awake. */
  settle(): void;
  /** How much of what was written is still on its way, as far as the person sees. */
  pending(): number;
  /** Whether the person sees a connection. */
  isOnline(): boolean;
  /** Whether the person sees a connection, and nothing that is on its way or was refused. */
  isCalm(): boolean;
  /** What is on the screen. */
  views(): readonly View[];
  /** Opens one thread after the other, and reads each from its first line on. */
  readAll(threads: Threads): Promise<readonly View[]>;
  leave(): void;
}

/** A chat, with its server, its people and its database. */
export interface World {
  launch(): void;
  /** kill -9. */
  kill(): Promise<void>;
  ready(): Promise<void>;
  readonly people: readonly Person[];
  /** What people saw go wrong at any moment so far: a stored message that disappeared or moved, one that was refused. */
  readonly oddities: readonly string[];
  /** Calls back with the text of each message once somebody sees it stored. */
  onStored(listener: (text: string) => void): void;
  truth(): Promise<Threads>;
  /** Where the database contradicts itself, or a list of threads on somebody's screen contradicts the database. */
  contradictions(): Promise<readonly string[]>;
  close(): Promise<void>;
}
