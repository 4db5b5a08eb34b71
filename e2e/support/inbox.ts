import { once } from "node:events";

/** Packets in the order they came, for a test that waits for some of them. */
export interface Inbox {
  add(packet: string): void;
  /** Nothing comes any more. */
  end(): void;
  /** The first packet with this start that has come or will come, each given out once. Throws once it ended. */
  next(start: string): Promise<string>;
  /** Every packet with this start that has come and was not given out yet. */
  take(start: string): string[];
}

export function createInbox(): Inbox {
  let packets: string[] = [];
  let ended = false;
  const changed = new EventTarget();
  const tell = () => changed.dispatchEvent(new Event("change"));
  return {
    add(packet) {
      packets.push(packet);
      tell();
    },
    end() {
      ended = true;
      tell();
    },
    async next(start) {
      for (;;) {
        const index = packets.findIndex((packet) => packet.startsWith(start));
        if (index >= 0) return packets.splice(index, 1)[0] ?? "";
        if (ended) throw new Error(`The socket closed before ${start} came.`);
        await once(changed, "change");
      }
    },
    take(start) {
      const taken = packets.filter((packet) => packet.startsWith(start));
      packets = packets.filter((packet) => !packet.startsWith(start));
      return taken;
    },
  };
}
