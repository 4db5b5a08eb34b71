import type { Selectable } from "kysely";
import { seal, unseal } from "../access/sealed.ts";
import { timestamp } from "../clock.ts";
import type { Secrets } from "../secrets.ts";
import type { Space } from "../store/space.ts";
import type { WebhooksTable } from "./tables.ts";

type Keeping = Pick<Space, "name">;
type Stored = Pick<Selectable<WebhooksTable>, "webhook_id" | "secret" | "previous_secret" | "previous_secret_until">;

/** A webhook's secret as its row keeps it. */
export const sealSecret = (secrets: Secrets, space: Keeping, webhookId: number, text: string): string =>
  seal(secrets.encryptionKey, text, placeOf(space, webhookId));

/**
 * With what a webhook's deliveries are signed at this moment (milliseconds since the epoch), the newest first. Null when
 * the secret does not open: `secrets.json` is another than it was sealed with.
 */
export function openSecrets(
  secrets: Secrets,
  space: Keeping,
  row: Stored,
  now: number,
): readonly [string, ...string[]] | null {
  const open = (sealed: string) => unseal(secrets.encryptionKey, sealed, placeOf(space, row.webhook_id));
  const newest = open(row.secret);
  if (newest === null) return null;
  const overlaps = row.previous_secret_until !== null && row.previous_secret_until > timestamp(now);
  const previous = overlaps && row.previous_secret !== null ? open(row.previous_secret) : null;
  return previous === null ? [newest] : [newest, previous];
}

const placeOf = ({ name }: Keeping, webhookId: number) => `secret of webhook ${webhookId} in ${name}`;
