import type { Api } from "../api.ts";
import { timestamp } from "../clock.ts";
import { onlyTenant } from "../store/spaces.ts";
import { createKey, mintKey, parseKey } from "./keys.ts";

/** Where the demo website's key is kept. It is a public key, so that it may be kept whole. */
const place = "demo_key";

/** The test key the demo website uses; made at the first start, and anew once it was revoked. */
export async function demoKey(api: Api): Promise<string> {
  const space = await api.spaces.open(onlyTenant, "test");
  const kept = await space.read.selectFrom("meta").select("value").where("key", "=", place).executeTakeFirst();
  const prefix = kept === undefined ? undefined : parseKey(kept.value)?.prefix;
  if (kept !== undefined && prefix !== undefined) {
    const active = await space.read
      .selectFrom("api_keys")
      .select("key_id")
      .where("prefix", "=", prefix)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (active !== undefined) return kept.value;
  }
  const minted = await mintKey("pk_test");
  return await space.write(async ({ db }) => {
    const { key } = await createKey(db, {
      type: "pk_test",
      name: "Demo website",
      now: timestamp(api.clock.now()),
      minted,
    });
    await db
      .insertInto("meta")
      .values({ key: place, value: key })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: key }))
      .execute();
    return key;
  });
}
