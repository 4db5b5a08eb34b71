import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { createRandom } from "../../simulation/random.ts";
import { freePort } from "../../support/ports.ts";
import { until } from "../../support/until.ts";
import { createWatch } from "../chat/watch.ts";
import type { Line, World } from "../chat/world.ts";
import { createNaivePerson } from "./person.ts";

export interface NaiveOptions {
  readonly visitors: number;
  readonly agents: number;
  readonly seed: number;
}

/** The same people at a chat that relies on Socket.IO: visitors in a room each, agents in all of them. */
export async function openNaive({ visitors, agents, seed }: NaiveOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "naive-chat-"));
  const file = join(folder, "chat.db");
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let server: ChildProcess | null = null;
  const listeners = new Set<(text: string) => void>();
  const watch = createWatch((text) => {
    for (const listener of listeners) listener(text);
  });

  function launch(): void {
    const launched = spawn(process.execPath, [join(import.meta.dirname, "server.ts"), file], {
      env: { PATH: process.env["PATH"] ?? "", PORT: String(port) },
      stdio: "ignore",
    });
    const endWithTests = () => launched.kill("SIGKILL");
    process.once("exit", endWithTests);
    launched.once("exit", () => process.removeListener("exit", endWithTests));
    server = launched;
  }

  async function kill(): Promise<void> {
    const killed = server;
    if (killed === null) return;
    const ended = once(killed, "exit");
    killed.kill("SIGKILL");
    await ended;
    server = null;
  }

  const ready = async () => void (await until("the naive server to be ready", async () => (await fetch(url)).ok));

  launch();
  await ready();
  const rooms = Array.from({ length: visitors }, (_, index) => `room ${index + 1}`);
  const randomOf = (number: number) => createRandom(seed * 1000 + number);
  const people = [
    ...rooms.map((room, index) =>
      createNaivePerson({ name: `visitor ${index + 1}`, url, rooms: [room], random: randomOf(index), watch }),
    ),
    ...Array.from({ length: agents }, (_, index) =>
      createNaivePerson({ name: `agent ${index + 1}`, url, rooms, random: randomOf(visitors + index), watch }),
    ),
  ];

  return {
    people,
    oddities: watch.oddities,
    launch,
    kill,
    ready,
    onStored: (listener) => void listeners.add(listener),
    async truth() {
      const database = new Sqlite(file, { readonly: true });
      const rows = database.prepare<[], { id: number; room: string; body: string }>(
        "select * from messages order by id",
      );
      const threads = new Map<string, Line[]>(rooms.map((room) => [room, []]));
      for (const { id, room, body } of rows.all()) threads.get(room)?.push({ text: body, mark: String(id) });
      database.close();
      return threads;
    },
    contradictions: () => Promise.resolve([]),
    async close() {
      for (const person of people) person.leave();
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
