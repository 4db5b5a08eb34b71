import { ask } from "../../support/http.ts";
import { openSocket } from "../../support/raw-socket.ts";
import type { Stack } from "../../support/stack.ts";

/** A visitor without any client code: hears every answer as it comes, and nothing is asked again for him. */
export interface BareVisitor {
  readonly sessionId: string;
  /** Sends a command and resolves to its ack. Rejects when the connection ends first. */
  command(name: string, input: object): Promise<Readonly<Record<string, unknown>>>;
  close(): void;
}

export async function openBareVisitor({ url, api }: Pick<Stack, "url" | "api">, key: string): Promise<BareVisitor> {
  const { body } = await ask(`${api}/widget/init`, { key, body: {} });
  const sessionId = String(body["session_id"]);
  const socket = await openSocket(url, key);
  socket.send(`40/widget,${JSON.stringify({ session_id: sessionId, protocol: 1 })}`);
  await socket.next("40/widget,");
  let commands = 0;
  return {
    sessionId,
    async command(name, input) {
      commands += 1;
      const start = `43/widget,${commands}`;
      socket.send(`42/widget,${commands}${JSON.stringify([name, input])}`);
      const [ack] = JSON.parse((await socket.next(`${start}[`)).slice(start.length)) as [Record<string, unknown>];
      return ack;
    },
    close: socket.close,
  };
}
