import { expect } from "vitest";
import type { Mode } from "../store/space.ts";
import type { Caller } from "./callers.ts";
import type { Stage } from "./stage.ts";

export interface MadeKey {
  readonly key_id: number;
  readonly key: string;
}

export const admin = (mode: Mode = "live"): Caller => ({ kind: "employee", role: "admin", mode });

/** An admin of the console who manages API keys, and the servers and websites that use them. The stage opens later. */
export function createKeyDesk(stage: () => Stage) {
  const send = (call: string, body?: object, { headers = {}, as = admin() } = {}) => {
    const [method = "", address = ""] = call.split(" ");
    const [path = "", search = ""] = address.split("?");
    const query = Object.fromEntries(new URLSearchParams(search));
    return stage().send(as, { method, path, params: {}, query, headers, body });
  };
  return {
    send,
    /** Makes a key, which must work out. */
    async make(body: object): Promise<MadeKey> {
      const answer = await send("POST /api-keys", { name: "Server", ...body });
      expect(answer.status).toBe(201);
      return answer.body.data;
    },
    read: async (id: number) => (await send(`GET /api-keys/${id}`)).body.data,
    /** The status that a secret key gets. */
    use: async (key: string) => (await stage().request("GET /leads", { key })).status,
    init: async (key: string, body: object = {}) => await stage().request("POST /widget/init", { key, body }),
    /** What the audit log knows of a key; all of it was done by people. */
    async deeds(id: number): Promise<string[]> {
      const { read } = await stage().space();
      const rows = await read.selectFrom("audit_log").selectAll().where("target", "=", `key:${id}`).execute();
      expect(rows.every(({ actor }) => actor.startsWith("employee:"))).toBe(true);
      return rows.map(({ action }) => action);
    },
  };
}
