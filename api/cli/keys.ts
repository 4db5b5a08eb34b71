import type { KeyType } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { createKey, mintKey, modeOfKey } from "../access/keys.ts";
import { type Permission, permissions } from "../access/permissions.ts";
import { timestamp } from "../clock.ts";
import { onlyTenant } from "../store/spaces.ts";
import { type Command, listOption, UsageError } from "./command.ts";

const types: readonly KeyType[] = ["crm", "crm_test", "pk_live", "pk_test"];

export const createKeyCommand: Command = {
  name: "keys create",
  summary: "Make an API key and print it, for the only time.",
  options: {
    type: {
      type: "string",
      help: `${types.join(" | ")}: crm keys are secret, pk keys stand on websites`,
      required: true,
    },
    permissions: { type: "string", help: "comma list; everything for secret keys, widget:access for public ones" },
    origins: { type: "string", help: "comma list of websites a public key works on, such as https://example.com" },
    name: { type: "string", help: "what people call it" },
  },
  async run(api, options) {
    const type = types.find((known) => known === options["type"]);
    if (type === undefined) throw new UsageError(`--type must be one of ${types.join(", ")}.`);
    const wished = listOption(options["permissions"]);
    const unknown = wished?.find((name) => !(permissions as readonly string[]).includes(name));
    if (unknown !== undefined)
      throw new UsageError(`There is no permission ${unknown}. Permissions: ${permissions.join(", ")}.`);
    const origins = listOption(options["origins"]);
    const minted = await mintKey(type);
    const space = await api.spaces.open(onlyTenant, modeOfKey(type));
    const now = timestamp(api.clock.now());
    const { key, record } = await space.write(async ({ db }) => {
      const made = await createKey(db, {
        type,
        name: typeof options["name"] === "string" ? options["name"] : `${type} key`,
        ...(wished === undefined ? {} : { permissions: wished as Permission[] }),
        ...(origins === undefined ? {} : { allowed_origins: origins }),
        now,
        minted,
      });
      const target = `key:${made.record.key_id}`;
      await audit(db, { action: "key.created", actor: { kind: "system" }, target, address: null, now });
      return made;
    });
    if (options["json"] === true) return JSON.stringify({ key, ...record });
    return `${key}\n\nKeep it now: it is not shown again. Permissions: ${record.permissions.join(", ")}.`;
  },
};
