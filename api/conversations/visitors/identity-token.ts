import { type ProvedPerson, verifyIdentity } from "../../access/identity.ts";
import { readSecrets } from "../../access/identity-secrets.ts";
import { invalid } from "../../errors.ts";
import type { CostContext } from "../../kit/operation.ts";
import { publicKey } from "../widget-schemas.ts";
import type { IdentityClaims } from "./claims.ts";

/**
 * Who the visitor is by a token that the website's server signed; null where none was sent. Verifying takes a while and
 * belongs before a transaction. Throws VALIDATION_ERROR for a token that proves nothing.
 */
export async function proveIdentity(
  context: CostContext,
  identity: IdentityClaims | undefined,
): Promise<ProvedPerson | null> {
  if (identity?.token === undefined) return null;
  const key = publicKey(context);
  const secrets = await readSecrets(context, key.first_key_id);
  if (secrets.length === 0) {
    throw invalid(
      "identity.token",
      `Signed identity is not configured for this key. An admin makes a secret for your server by POST /api-keys/${key.key_id}/identity-secret; until then send claims (email, name, phone, company) or leave identity out.`,
      "not_configured",
    );
  }
  return await verifyIdentity(identity.token, { secrets, audience: await keysOfLine(context, key), now: context.now });
}

/** Ids of the key and of all it shares visitors with, its own last. */
async function keysOfLine(
  { db }: Pick<CostContext, "db">,
  { key_id, first_key_id }: { readonly key_id: number; readonly first_key_id: number },
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom("api_keys")
    .select("key_id")
    .where((eb) => eb.or([eb("key_id", "=", first_key_id), eb("first_key_id", "=", first_key_id)]))
    .execute();
  return [...rows.map((row) => row.key_id).filter((id) => id !== key_id), key_id];
}
