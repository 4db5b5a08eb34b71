import { createHmac } from "node:crypto";
import { expect } from "vitest";
import type { Engine } from "../store/space.ts";
import type { TestAnswer } from "./api.ts";
import { createKeyDesk } from "./key-desk.ts";
import { openStage, type Stage } from "./stage.ts";
import type { TestVisitor } from "./visitor.ts";

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A JWT as a website's server makes it, by hand: what it claims and how it is signed may be anything. */
export function signToken(
  secret: string,
  claims: object,
  header: object = { alg: "HS256", typ: "JWT" },
  hash = "sha256",
): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

/** A public key with its identity secret, and the server of its website. */
export interface SignedSite extends Stage {
  readonly siteKey: string;
  readonly keyId: number;
  readonly secret: string;
  readonly desk: ReturnType<typeof createKeyDesk>;
  /** Makes another secret of the key. */
  makeSecret(overlapHours?: number, keyId?: number): Promise<string>;
  require(required: boolean): Promise<void>;
  /** A token for a person, good for 5 minutes unless `more` says otherwise. */
  token(sub: string, more?: object, secret?: string): string;
  /** A browser whose visitor is proved by init. */
  arrive(sub: string, init?: object, more?: object): Promise<TestVisitor>;
  /** A browser of which nothing is proved. */
  wander(init?: object): Promise<TestVisitor>;
  /** Proves who a visitor is, later; returns the same browser under its new session id. */
  sign(visitor: TestVisitor, sub: string, more?: object, body?: object): Promise<TestVisitor>;
  /** The site's own id of somebody whom no test met before. */
  newPerson(): string;
  /** What an id opens: its status, and what may be read with it. */
  look(session_id: string, key?: string): Promise<TestAnswer>;
}

/** What a visitor reads of his own messages. */
export const saidBy = async (visitor: TestVisitor): Promise<string[]> =>
  (await visitor.history()).data
    .filter(({ sender }: { sender: { kind: string } }) => sender.kind === "visitor")
    .map(({ body }: { body: string }) => body);

export async function openSignedSite(engine: Engine): Promise<SignedSite> {
  const stage = await openStage(engine);
  const desk = createKeyDesk(() => stage);
  const { key: siteKey, key_id: keyId } = await desk.make({ type: "pk_live", name: "Website" });

  async function makeSecret(overlap_hours = 24, id = keyId): Promise<string> {
    const answer = await desk.send(`POST /api-keys/${id}/identity-secret`, { overlap_hours });
    expect(answer.status).toBe(201);
    return answer.body.data.secret;
  }
  const secret = await makeSecret();
  const seconds = () => Math.floor(stage.clock.now() / 1000);
  const token = (sub: string, more: object = {}, signedWith = secret) =>
    signToken(signedWith, { sub, aud: String(keyId), exp: seconds() + 300, ...more });

  let people = 0;

  return {
    ...stage,
    newPerson: () => `user-${++people}`,
    ...{ siteKey, keyId, secret, desk, makeSecret, token },
    async require(identity_required) {
      expect((await desk.send(`PUT /api-keys/${keyId}`, { identity_required })).status).toBe(200);
    },
    arrive: (sub, init = {}, more = {}) => stage.visit({ ...init, identity: { token: token(sub, more) } }, siteKey),
    wander: (init = {}) => stage.visit(init, siteKey),
    async sign(visitor, sub, more = {}, body = {}) {
      const answer = await visitor.call("POST /widget/identify", { identity: { token: token(sub, more) }, ...body });
      expect(answer).toMatchObject({ status: 200, body: { data: { trust: "verified" } } });
      return visitor.under(answer.body.data.session_id);
    },
    look: (session_id, shown = siteKey) =>
      stage.request("GET /widget/messages", { key: shown, headers: { "X-Widget-Session": session_id } }),
  };
}
