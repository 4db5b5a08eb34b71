import { setTimeout as wait } from "node:timers/promises";
import { type SignIn, signIn, signInAsOwner } from "../support/admin.ts";
import { ask } from "../support/http.ts";
import { openRawWebSocket, type RawWebSocket } from "../support/raw-connection.ts";
import { type Stack, startStack } from "../support/stack.ts";

/** The running product with what it takes to talk to it, well or badly. */
export interface Target {
  readonly stack: Stack;
  readonly port: number;
  readonly publicKey: string;
  /** A sign-in of its own for each who asks: what is limited per sign-in is not shared. */
  signIn(): Promise<SignIn>;
  /** A new visitor's session id. */
  newSession(): Promise<string>;
  /** A connection that has not said who it is. */
  knock(who: "visitor" | SignIn): Promise<RawWebSocket>;
  visitor(session: string): Promise<Caller>;
  agent(signedIn: SignIn): Promise<Caller>;
}

/** A connection that has joined its namespace and asks one thing after the other. */
export interface Caller {
  readonly socket: RawWebSocket;
  /** Throws when no answer comes within 10 s, or a refusal. */
  ask(command: string, input: object): Promise<Readonly<Record<string, unknown>>>;
}

/** Starts the product with a public key whose visitors may say as much as a socket lets them. */
export async function startTarget(env: Readonly<Record<string, string>> = {}): Promise<Target> {
  const stack = await startStack({ env });
  const owner = await stack.createOwner();
  const publicKey = await stack.createKey("pk_live");
  const admin = await signInAsOwner({ stack, owner });
  const { data } = await admin.call("GET", "/api-keys?per_page=100");
  const key = (data as { key_id: number; prefix: string }[]).find(({ prefix }) => publicKey.startsWith(prefix));
  const largest = { rate_limit_per_minute: 100_000, site_limit_per_minute: 100_000 };
  await admin.call("PUT", `/api-keys/${key?.key_id}`, largest);

  const knock: Target["knock"] = (who) =>
    who === "visitor"
      ? openRawWebSocket(stack.url, { query: `&key=${publicKey}` })
      : openRawWebSocket(stack.url, { headers: { Origin: stack.url, Cookie: who.cookie } });

  return {
    stack,
    port: Number(new URL(stack.url).port),
    publicKey,
    signIn: () => signIn(stack, owner),
    async newSession() {
      const { body } = await ask(`${stack.api}/widget/init`, { key: publicKey, body: {} });
      if (typeof body["session_id"] !== "string") throw new Error(`init answered ${JSON.stringify(body)}`);
      return body["session_id"];
    },
    knock,
    visitor: async (session_id) => await join(await knock("visitor"), "/widget", { session_id }),
    agent: async (who) => await join(await knock(who), "/agent", { csrf_token: who.csrf }),
  };
}

async function join(socket: RawWebSocket, namespace: string, auth: object): Promise<Caller> {
  socket.send(`40${namespace},${JSON.stringify(auth)}`);
  await Promise.race([
    socket.next(`40${namespace},`),
    socket.next(`44${namespace},`).then((refusal) => {
      throw new Error(`The connection was refused: ${refusal}`);
    }),
  ]);
  let asked = 0;
  return {
    socket,
    async ask(command, input) {
      asked += 1;
      const start = `43${namespace},${asked}[`;
      socket.send(`42${namespace},${asked}${JSON.stringify([command, input])}`);
      const late = wait(10_000, null, { ref: false });
      const packet = await Promise.race([socket.next(start), late]);
      if (packet === null) throw new Error(`${command} was not answered within 10 s.`);
      const [reply] = JSON.parse(packet.slice(start.length - 1)) as [Record<string, unknown>];
      if (reply["ok"] !== true) throw new Error(`${command} was refused: ${JSON.stringify(reply)}`);
      return reply;
    },
  };
}
