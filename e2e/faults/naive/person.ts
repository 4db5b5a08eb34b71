import { io, type Socket } from "socket.io-client";
import type { Random } from "../../simulation/random.ts";
import type { Watch } from "../chat/watch.ts";
import type { Line, Person, View } from "../chat/world.ts";

export interface NaivePersonOptions {
  readonly name: string;
  readonly url: string;
  /** The rooms that this person is in. */
  readonly rooms: readonly string[];
  readonly random: Random;
  readonly watch: Watch;
}

interface Message {
  readonly id: number;
  readonly body: string;
}

/** A page of a chat as it is mostly written: history when it opens, then what Socket.IO delivers, again if need be. */
export function createNaivePerson({ name, url, rooms, random, watch }: NaivePersonOptions): Person {
  const threads = new Map<string, Message[]>();
  let unsent = 0;
  let socket = open();

  function open(): Socket {
    const opened = io(url, { transports: ["websocket"], retries: 10, ackTimeout: 2000, reconnectionDelayMax: 1000 });
    const looks = new Map(rooms.map((room) => [room, watch.follow(`${name} in ${room}`)]));
    threads.clear();
    unsent = 0;
    const show = (room: string, messages: Message[]) => {
      threads.set(room, messages);
      looks.get(room)?.(messages.map(({ id, body }) => ({ key: String(id), text: body, state: "stored" })));
    };
    opened.on("connect", () => {
      if (opened.recovered) return;
      for (const room of rooms)
        opened.emit("join", room, (error: unknown, history: Message[]) => {
          // Who was here already has it on the screen.
          if (!error && !threads.has(room)) show(room, history);
        });
    });
    opened.on("message", ({ room, ...message }: Message & { readonly room: string }) => {
      const before = threads.get(room);
      if (before !== undefined) show(room, [...before, message]);
    });
    return opened;
  }

  function comeBack(): void {
    socket.disconnect();
    socket = open();
  }

  const views = (): View[] =>
    [...threads].map(([of, messages]) => ({
      of,
      lines: messages.map(({ id, body }): Line => ({ text: body, mark: String(id) })),
    }));

  return {
    name,
    canWrite: () => threads.size === rooms.length,
    write(text) {
      const sending = socket;
      unsent += 1;
      sending.emit("message", random.pick(rooms), text, () => {
        if (sending === socket) unsent -= 1;
      });
    },
    act(chance) {
      if (unsent === 0 && threads.size === rooms.length && chance.chance(0.2)) comeBack();
    },
    settle: () => {},
    pending: () => unsent,
    isOnline: () => socket.connected,
    isCalm: () => socket.connected && unsent === 0,
    views,
    readAll: () => Promise.resolve(views()),
    leave: () => void socket.disconnect(),
  };
}
