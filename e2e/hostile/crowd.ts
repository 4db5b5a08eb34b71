import { setTimeout as wait } from "node:timers/promises";
import type { Random } from "../simulation/random.ts";
import type { SignIn } from "../support/admin.ts";
import type { RawWebSocket } from "../support/raw-connection.ts";
import { createPacket, framesOf, type Namespace } from "./packets.ts";
import type { Target } from "./target.ts";

/** Hostile visitors and agents, each over many connections, one after the other. */
export interface Crowd {
  /** Sends so many packets, over connections that have joined and such that have not. */
  send(packets: number): Promise<void>;
  readonly sent: number;
  /** Connections that were let in, by namespace: what is sent to a closed door alone proves little. */
  readonly joined: Readonly<Record<Namespace, number>>;
}

const sideBySide = 6;

/** Who connects more than 30 times a minute is refused, so there are several. */
export async function gatherCrowd(target: Target, random: Random): Promise<Crowd> {
  const sessions: string[] = [];
  for (let count = 0; count < 20; count += 1) sessions.push(await target.newSession());
  const signIns: SignIn[] = [];
  for (let count = 0; count < 3; count += 1) signIns.push(await target.signIn());
  const joined = { "/widget": 0, "/agent": 0 };
  let sent = 0;

  async function enter(namespace: Namespace): Promise<RawWebSocket> {
    const who = random.pick(signIns);
    const socket = await target.knock(namespace === "/widget" ? "visitor" : who);
    if (random.chance(0.3)) return socket;
    const auth = namespace === "/widget" ? { session_id: random.pick(sessions) } : { csrf_token: who.csrf };
    socket.send(`40${namespace},${JSON.stringify(auth)}`);
    const refused = socket.next(`44${namespace},`).then(() => false);
    const allowed = await Promise.race([socket.next(`40${namespace},`).then(() => true), refused]);
    if (allowed) joined[namespace] += 1;
    return socket;
  }

  async function harass(packets: number): Promise<void> {
    const namespace = random.chance(0.7) ? "/widget" : "/agent";
    const socket = await enter(namespace);
    for (let count = 0; count < packets; count += 1) {
      socket.write(framesOf(createPacket(random, namespace), random));
      if (random.chance(0.2)) await wait(random.between(0, 5));
    }
    await Promise.race([socket.closed, wait(random.between(0, 50))]);
    if (random.chance(0.5)) socket.tcp.resetAndDestroy();
    else socket.close();
  }

  return {
    joined,
    get sent() {
      return sent;
    },
    async send(packets) {
      const until = sent + packets;
      const work = async () => {
        while (sent < until) {
          const some = Math.min(random.between(1, 25), until - sent);
          sent += some;
          await harass(some);
        }
      };
      await Promise.all(Array.from({ length: sideBySide }, work));
    },
  };
}
