import { createHmac } from "node:crypto";
import type { Api } from "../../api/api.ts";
import { createLocalClient, type LocalCaller } from "../../api/local-client.ts";
import type { TestSite } from "../../api/testing/visitor.ts";
import { Mismatch } from "./mismatch.ts";
import type { Mind } from "./oracle/capture.ts";
import type { Conversation, Lead } from "./oracle/ledger.ts";
import type { Proof } from "./oracle/proof.ts";
import type { Staff } from "./staff.ts";

// biome-ignore lint/suspicious/noExplicitAny: the simulation looks at answers as any client does.
export type Answer = any;

/** What a call takes, as over HTTP. */
export interface Input {
  readonly params?: object;
  readonly query?: object;
  readonly body?: object;
}

/** Changes an answer of the product before the simulation sees it: how a test proves that mistakes would show. */
export type Tamper = (operation: string, answer: Answer) => Answer;

/** Everything the acts of a story reach: the product by its operations alone, and the oracle. */
export interface World {
  readonly mind: Mind;
  /** Ids of the employees who answer. */
  readonly agents: readonly number[];
  now(): number;
  visitor(key: SiteKey, session: string | null, operation: string, input?: Input): Promise<Answer>;
  agent(employee: number, operation: string, input?: Input): Promise<Answer>;
  server(operation: string, input?: Input): Promise<Answer>;
  /** A token by which the site's server says who the visitor is. */
  sign(key: SiteKey, proof: Proof): string;
  /** The product's id of the lead that the oracle sees behind a conversation. */
  leadId(conversation: Conversation): Promise<number>;
}

/** The site's ordinary widget, or one that makes a lead of every first message (R3d). */
export type SiteKey = "ordinary" | "eager";

/** A public key of the site, and the secret by which its server signs identities for it. */
export interface PublicKey {
  readonly key_id: number;
  readonly key: string;
  readonly secret: string;
}

export interface WorldOptions {
  readonly site: TestSite;
  readonly mind: Mind;
  readonly staff: Staff;
  readonly tamper?: Tamper | undefined;
}

export async function openWorld({ site, mind, staff, tamper = (_, answer) => answer }: WorldOptions): Promise<World> {
  const call = async (caller: Partial<LocalCaller>, operation: string, input: Input = {}) =>
    tamper(operation, await callAs(site.api, caller, operation, input));
  const server = (operation: string, input?: Input) => call({ key: site.secretKey }, operation, input);
  const agent = (employee: number, operation: string, input?: Input) =>
    call({ origin: site.origin, session: staff.signedIn(employee) }, operation, input);
  const makeKey = async (settings: object): Promise<PublicKey> => {
    const made = await agent(staff.admin, "POST /api-keys", { body: { name: "Site", type: "pk_live", settings } });
    const params = { id: made.key_id };
    const { secret } = await agent(staff.admin, "POST /api-keys/{id}/identity-secret", { params }).catch(() => ({
      secret: "TEMP",
    }));
    return { key_id: made.key_id, key: made.key, secret };
  };
  const keys = {
    ordinary: await makeKey({}),
    eager: await makeKey({ lead_on: "first_message" }),
  };

  return {
    mind,
    agents: staff.agents,
    now: () => site.clock.now(),
    visitor: (key, session, operation, input) =>
      call({ key: keys[key].key, ...(session === null ? {} : { widgetSession: session }) }, operation, input),
    agent,
    server,
    sign: (key, proof) => signToken(keys[key], proof, site.clock.now()),
    async leadId(conversation) {
      const { lead } = conversation;
      if (lead !== null && lead.id !== null) return lead.id;
      const { lead_id } = await server("GET /conversations/{id}", { params: { id: conversation.id } });
      if (lead === null || lead_id === null) {
        throw new Mismatch("the lead of a conversation", lead?.fields ?? null, lead_id);
      }
      return bind(lead, lead_id);
    },
  };
}

/** From here on the oracle's lead is the product's lead of this id. */
function bind(lead: Lead, id: number): number {
  lead.id = id;
  return id;
}

async function callAs(api: Api, caller: Partial<LocalCaller>, operation: string, input: Input): Promise<Answer> {
  const client = createLocalClient(api, { host: null, address: null, origin: null, userAgent: null, ...caller });
  // A story names its operations as texts; the API itself refuses a wrong one.
  return await client.call(operation as never, input as never);
}

/** A JWT (RFC 7519), signed with HS256 as any server would without a library. */
function signToken({ key_id, secret }: PublicKey, { external_id: sub, email, name }: Proof, now: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { sub, email, name, aud: String(key_id), exp: Math.floor(now / 1000) + 300 };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
