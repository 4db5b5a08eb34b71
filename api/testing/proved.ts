import { timestamp } from "../clock.ts";
import { openedBy } from "../conversations/visitors/session-credential.ts";
import type { TestSite, TestVisitor } from "./visitor.ts";

/** Who a site says a visitor is. */
export interface Proof {
  readonly external_id: string;
  readonly email?: string;
  readonly name?: string;
}

/** Makes a visitor's session that of a person whom the site proved, as a signed token would. Returns the identity's id. */
export async function prove(site: TestSite, visitor: TestVisitor, { external_id, ...claims }: Proof): Promise<number> {
  const now = timestamp(site.clock.now());
  const said = JSON.stringify(claims);
  return await (await site.space()).write(async ({ db }) => {
    const { key_id, widget_session_id } = await db
      .selectFrom("widget_sessions")
      .select(["key_id", "widget_session_id"])
      .where("widget_session_id", "=", openedBy(visitor.session_id, now))
      .executeTakeFirstOrThrow();
    const { identity_id } = await db
      .insertInto("visitor_identities")
      .values({ key_id, external_id, claims: said, lead_id: null, contact_id: null, created_at: now, verified_at: now })
      .onConflict((conflict) =>
        conflict.columns(["key_id", "external_id"]).doUpdateSet({ claims: said, verified_at: now }),
      )
      .returning("identity_id")
      .executeTakeFirstOrThrow();
    await db.updateTable("widget_sessions").set({ identity_id: null }).where("identity_id", "=", identity_id).execute();
    await db
      .updateTable("widget_sessions")
      .set({ identity_id, trust: "verified" })
      .where("widget_session_id", "=", widget_session_id)
      .execute();
    return identity_id;
  });
}
