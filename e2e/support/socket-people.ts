import { io, type Socket } from "socket.io-client";
import { ask } from "./http.ts";
import type { Owner, Stack } from "./stack.ts";

export type Transport = "websocket" | "polling";

/** How somebody reaches the product. */
interface Way {
  readonly transport?: Transport;
  /** The address a trusted proxy names. */
  readonly address?: string;
  readonly origin?: string;
}

export interface VisitorWay extends Way {
  readonly key: string;
  readonly session: string;
}

/** A person's sign-in to the console. */
export interface SignedIn {
  readonly sessionCookie: string;
  readonly csrfToken: string;
  /** What each call of the console sends. */
  readonly headers: Readonly<Record<string, string>>;
}

const from = (address: string | undefined) => (address === undefined ? {} : { "X-Forwarded-For": address });

/** A new visitor's session. */
export async function startSession({ api }: Stack, key: string, address?: string, body: object = {}): Promise<string> {
  const { status, body: made } = await ask(`${api}/widget/init`, { key, body, headers: from(address) });
  if (status !== 200) throw new Error(`init answered ${status}: ${JSON.stringify(made)}`);
  return String(made["session_id"]);
}

export function connectVisitor({ url }: Stack, way: VisitorWay): Promise<Socket> {
  const { key, session, transport = "websocket", address, origin } = way;
  const extraHeaders = { ...from(address), ...(origin === undefined ? {} : { Origin: origin }) };
  return open(`${url}/widget`, { transport, auth: { session_id: session }, query: { key }, extraHeaders });
}

export async function signIn({ url, api }: Stack, { email, password }: Owner): Promise<SignedIn> {
  const answer = await ask(`${api}/session`, { headers: { Origin: url }, body: { email, password } });
  if (answer.status !== 201) throw new Error(`Sign-in answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  const sessionCookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  const { csrf_token: csrfToken } = answer.body["data"] as { csrf_token: string };
  const headers = { Origin: url, Cookie: sessionCookie, "X-CSRF-Token": csrfToken };
  return { sessionCookie, csrfToken, headers };
}

export function connectAgent(
  { url }: Stack,
  { sessionCookie, csrfToken }: SignedIn,
  { transport = "websocket", mode = "live" }: { transport?: Transport; mode?: "live" | "test" } = {},
): Promise<Socket> {
  const extraHeaders = { Origin: url, Cookie: sessionCookie };
  return open(`${url}/agent`, { transport, auth: { csrf_token: csrfToken, mode }, extraHeaders });
}

/** Sends a command and resolves with its acknowledgement. */
export function command(socket: Socket, name: string, input: object): Promise<Record<string, unknown>> {
  return socket.timeout(10_000).emitWithAck(name, input);
}

interface Opening {
  readonly transport: Transport;
  readonly auth: object;
  readonly query?: object;
  readonly extraHeaders: Readonly<Record<string, string>>;
}

/** Resolves once connected; rejects with the server's refusal. It does not come back by itself. */
function open(address: string, { transport, ...shown }: Opening): Promise<Socket> {
  const socket = io(address, { transports: [transport], reconnection: false, forceNew: true, ...shown });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}
