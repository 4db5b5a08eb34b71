import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holdSecret } from "../../access/identity-secrets.ts";
import { engines } from "../../testing/api.ts";
import { openSignedSite, type SignedSite } from "../../testing/identity.ts";
import { intercept } from "../../testing/imports.ts";
import { arriveBeforeCommit } from "../../testing/races.ts";
import { giveCredential } from "./session-credential.ts";

describe.each(engines)("a secret that ends at once, over %s", (engine) => {
  let site: SignedSite;
  beforeAll(async () => {
    site = await openSignedSite(engine);
  });
  afterAll(() => site.close());

  async function aKey() {
    const { key, key_id } = await site.desk.make({ type: "pk_live", name: "Shop" });
    const secret = await site.makeSecret(24, key_id);
    return {
      key,
      token: () => site.token("user-1", { aud: String(key_id) }, secret),
      end: () => site.desk.send(`DELETE /api-keys/${key_id}/identity-secret?which=all`),
    };
  }

  test("lets nobody in whose token it had just verified", async () => {
    const { key, token, end } = await aKey();
    // A key's first use is noted by a write of its own.
    await site.desk.init(key);
    const undo = intercept(await site.space(), async (work, real) => {
      undo();
      await end();
      return await real(work);
    });
    const answer = await site.desk.init(key, { identity: { token: token() } });
    expect([answer.status, answer.body.details?.[0].code]).toEqual([400, "invalid_token"]);
  });

  test("takes along whom it lets in at this moment", async () => {
    const { key, token, end } = await aKey();
    const before = await site.desk.init(key, { identity: { token: token() } });
    let given = "";
    const ended = await arriveBeforeCommit(
      site,
      async (context) => {
        const { identity_secret_id, widget_session_id } = await context.db
          .selectFrom("widget_tokens")
          .select(["identity_secret_id", "widget_session_id"])
          .orderBy("widget_token_id", "desc")
          .executeTakeFirstOrThrow();
        const proof = { identity_secret_id: Number(identity_secret_id) };
        expect(await holdSecret(context, proof.identity_secret_id)).toBe(true);
        given = await giveCredential(context, widget_session_id, proof);
      },
      end,
    );
    expect(ended.status).toBe(200);
    for (const id of [before.body.session_id, given]) expect((await site.look(id, key)).status).toBe(404);
  });
});
