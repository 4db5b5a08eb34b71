import { randomUUID } from "node:crypto";
import { ask } from "../../support/http.ts";
import { openSocket } from "../../support/raw-socket.ts";
import type { Stack } from "../../support/stack.ts";

/** Sends one message after the other, without waiting for answers, and keeps the books of what was answered. */
export interface HastyVisitor {
  /** The client ids of the messages whose answer said that they are stored. */
  readonly stored: ReadonlySet<string>;
  /** Those whose answer said to try again, by its code. */
  readonly refused: ReadonlyMap<string, string>;
  /** Those without an answer. */
  readonly unanswered: ReadonlySet<string>;
  /** What the server said of when to come back; null before it did. */
  readonly comeBackAfterMs: number | null;
  /** Resolves when the connection is closed and everything that came over it was read. */
  readonly ended: Promise<void>;
}

const inFlight = 5;

export async function startHastyVisitor({ url, api }: Stack, publicKey: string): Promise<HastyVisitor> {
  const { body } = await ask(`${api}/widget/init`, { key: publicKey, body: {} });
  const socket = await openSocket(url, publicKey);
  socket.send(`40/widget,${JSON.stringify({ session_id: body["session_id"] })}`);
  await socket.next("40/widget,");

  const stored = new Set<string>();
  const refused = new Map<string, string>();
  const unanswered = new Set<string>();
  const ids: string[] = [];
  let comeBackAfterMs: number | null = null;

  function send(): void {
    const client_id = randomUUID();
    const command = ["message:send", { items: [{ client_id, body: `hasty ${client_id}` }] }];
    socket.send(`42/widget,${ids.length}${JSON.stringify(command)}`);
    ids.push(client_id);
    unanswered.add(client_id);
  }

  function take(packet: string): void {
    const [, id = "", json = ""] = /^43\/widget,(\d+)(.*)$/s.exec(packet) ?? [];
    const [reply] = JSON.parse(json) as [{ readonly ok: boolean; readonly code?: string }];
    const client_id = ids[Number(id)] ?? "";
    unanswered.delete(client_id);
    if (reply.ok) stored.add(client_id);
    else refused.set(client_id, String(reply.code));
    send();
  }

  async function hearAnswers(): Promise<void> {
    for (;;) take(await socket.next("43/widget,"));
  }

  async function hearDrain(): Promise<void> {
    const packet = await socket.next('42/widget,["drain"');
    const [, { after_ms }] = JSON.parse(packet.slice("42/widget,".length)) as [string, { readonly after_ms: number }];
    comeBackAfterMs = after_ms;
  }

  for (let count = 0; count < inFlight; count += 1) send();
  // Both end with the connection, which throws.
  const ended = Promise.allSettled([hearAnswers(), hearDrain()]).then(() => undefined);
  return {
    stored,
    refused,
    unanswered,
    get comeBackAfterMs() {
      return comeBackAfterMs;
    },
    ended,
  };
}
