import type { Api } from "../api.ts";
import type { KeySettings } from "./key-settings.ts";
import { modeOfKey, parseKey } from "./keys.ts";

/** What a page's chat.js was asked for with. Nothing of it is trusted yet. */
export interface ScriptAsked {
  readonly key: string;
  /** The Host header; names the tenant. */
  readonly host: string | null;
  readonly address: string | null;
}

/** They come with init: nothing before the visitor's first act looks at them. */
const laterSettings = ["company_name", "logo_url", "lead_on"] as const satisfies readonly (keyof KeySettings)[];

export type LauncherSettings = Readonly<Omit<KeySettings, (typeof laterSettings)[number]>>;

/**
 * The settings of a public key by which the launcher stands on its site's pages. Null for every key that does not work
 * here, whatever the reason. A page's address is no matter: scripts are asked for without an Origin, and anybody may read
 * how a chat looks. Throws RATE_LIMITED when the address showed too many wrong keys, UNAVAILABLE without a database.
 */
export async function launcherSettings(
  api: Pick<Api, "keys" | "spaces">,
  { key, host, address }: ScriptAsked,
): Promise<LauncherSettings | null> {
  const parsed = parseKey(key);
  if (parsed === null || !parsed.type.startsWith("pk_")) return null;
  const tenant = await api.spaces.tenantOf(host);
  const space = await api.spaces.open(tenant, modeOfKey(parsed.type));
  const record = await api.keys.verify(space, key, address);
  if (record === null) return null;
  const settings: KeySettings = { ...record.settings };
  for (const name of laterSettings) delete settings[name];
  return settings;
}
