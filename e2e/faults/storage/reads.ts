import { ask } from "../../support/http.ts";
import type { BareVisitor } from "./bare-visitor.ts";
import type { Read } from "./load.ts";
import type { Scene } from "./scene.ts";

/** What people and machines look at all the time. Each resolves to 200 or true when all is well. */
export function everyRead({ company }: Scene, visitor: BareVisitor): Readonly<Record<string, () => Promise<unknown>>> {
  const { stack, secretKey, publicKey } = company;
  const statusOf = async (address: string, key?: string, headers: Readonly<Record<string, string>> = {}) =>
    (await ask(address, { headers, ...(key === undefined ? {} : { key }) })).status;
  return {
    "/livez": async () => (await fetch(`${stack.url}/livez`)).status,
    "/readyz": async () => (await fetch(`${stack.url}/readyz`)).status,
    "GET /leads": () => statusOf(`${stack.api}/leads?per_page=20`, secretKey),
    "GET /search": () => statusOf(`${stack.api}/search?q=company`, secretKey),
    "GET /widget/messages": () =>
      statusOf(`${stack.api}/widget/messages`, publicKey, { "X-Widget-Session": visitor.sessionId }),
    "conversation:sync": async () => (await visitor.command("conversation:sync", { after: 0, limit: 20 }))["ok"],
  };
}

/** Those reads that went wrong. */
export const wrong = (reads: readonly Read[]): readonly Read[] =>
  reads.filter(({ answer }) => answer !== 200 && answer !== true);

/** The milliseconds that nine of ten reads of this kind took at most. */
export function wait90(reads: readonly Read[], what: string): number {
  const times = reads.filter((read) => read.what === what).map(({ milliseconds }) => milliseconds);
  if (times.length === 0) throw new Error(`${what} was not read.`);
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.9)] ?? 0;
}
