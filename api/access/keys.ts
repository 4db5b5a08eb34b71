import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { hash } from "@node-rs/argon2";
import type { Kysely, Selectable } from "kysely";
import { AppError } from "../errors.ts";
import { searchWordsOf } from "../kit/filters.ts";
import { normalise } from "../store/normalise.ts";
import type { Mode } from "../store/space.ts";
import type { ApiKeysTable, Tables } from "../store/tables.ts";
import type { ApiKey, KeyType } from "./actor.ts";
import { checkKey, type KeyWish } from "./key-rules.ts";
import type { Permission } from "./permissions.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 30;
const checksumLength = 6;
/** Characters after the type that stand in lists and logs: enough to tell keys apart, useless to guess the rest. */
const visibleLength = 8;

/**
 * The whole of a key: type, 30 random base62 characters, and base62 of the IEEE CRC32 over all before in six more.
 * As a rule for secret scanners: `(crm|crm_test|pk_live|pk_test)_[0-9A-Za-z]{36}`.
 */
const keyPattern = /^(crm|crm_test|pk_live|pk_test)_[0-9A-Za-z]{36}$/;

export interface ParsedKey {
  readonly type: KeyType;
  /** The visible part, unique in its space. */
  readonly prefix: string;
  readonly last4: string;
}

/** A new key. It is shown once and stored only as a hash. */
export function generateKey(type: KeyType): string {
  const random = Array.from({ length: randomLength }, () => digits[randomInt(digits.length)]).join("");
  const text = `${type}_${random}`;
  return text + checksum(text);
}

/** Reads a key's visible parts. Null for text that cannot be a key: mistyped, cut off or made up. No database needed. */
export function parseKey(text: string): ParsedKey | null {
  const type = keyPattern.exec(text)?.[1] as KeyType | undefined;
  if (type === undefined) return null;
  const body = text.slice(0, -checksumLength);
  if (checksum(body) !== text.slice(-checksumLength)) return null;
  return { type, prefix: text.slice(0, type.length + 1 + visibleLength), last4: text.slice(-4) };
}

/** The mode of the space a key of this type belongs to. */
export function modeOfKey(type: KeyType): Mode {
  return type === "crm_test" || type === "pk_test" ? "test" : "live";
}

export interface NewKey extends KeyWish {
  readonly created_by?: number | null;
  /** The first key of the line that it is rolled from. */
  readonly first_key_id?: number;
  /** ISO 8601. */
  readonly now: string;
  /** Made by `mintKey` before the transaction; without it the hash is computed here, which takes some 15 ms. */
  readonly minted?: MintedKey;
}

export interface MintedKey {
  readonly key: string;
  readonly hash: string;
}

/** Makes a key and its argon2id hash: slow on purpose, so it belongs before a transaction. */
export async function mintKey(type: KeyType): Promise<MintedKey> {
  const key = generateKey(type);
  return { key, hash: await hash(key) };
}

/**
 * Stores a new key and returns it in full, for the only time. What is not asked for takes the defaults of its kind:
 * all permissions of the kind, 30 (public) or 120 (secret) requests a minute, 1,200 a minute over the whole site.
 * Throws VALIDATION_ERROR when the wish breaks a rule.
 */
export async function createKey(db: Kysely<Tables>, wish: NewKey): Promise<{ key: string; record: ApiKey }> {
  const checked = checkKey(wish, wish.now);
  let minted = wish.minted ?? (await mintKey(wish.type));
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const row = await insert(db, checked, wish, minted);
    if (row !== undefined) return { key: minted.key, record: toApiKey(row) };
    minted = await mintKey(wish.type);
  }
  throw new AppError("SERVER_ERROR", "No free key prefix was found. Try again.");
}

/** Undefined when the visible prefix is taken. */
async function insert(db: Kysely<Tables>, checked: ReturnType<typeof checkKey>, wish: NewKey, minted: MintedKey) {
  const parsed = parseKey(minted.key);
  if (parsed === null || parsed.type !== wish.type) throw new Error("The minted key is not one of the wished type.");
  return await db
    .insertInto("api_keys")
    .values({
      name: checked.name,
      type: wish.type,
      prefix: parsed.prefix,
      last4: parsed.last4,
      hash: minted.hash,
      permissions: JSON.stringify(checked.permissions),
      rate_limit_per_minute: checked.rate_limit_per_minute,
      site_limit_per_minute: checked.site_limit_per_minute,
      rate_limit_scope: checked.rate_limit_scope,
      allowed_origins: JSON.stringify(checked.allowed_origins),
      allowed_ips: JSON.stringify(checked.allowed_ips),
      settings: JSON.stringify(checked.settings),
      identity_required: Number(checked.identity_required),
      expires_at: checked.expires_at,
      created_by: wish.created_by ?? null,
      first_key_id: wish.first_key_id ?? null,
      created_at: wish.now,
      updated_at: wish.now,
      ...foundBy(checked.name, parsed.prefix),
    })
    .onConflict((conflict) => conflict.column("prefix").doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** What a key is sorted and searched by. */
export const foundBy = (name: string, prefix: string) => ({
  name_sort: normalise(name),
  search_words: searchWordsOf(name, prefix),
});

/** A row as the rest of the product sees it: without the hash. */
export function toApiKey(row: Selectable<ApiKeysTable>): ApiKey {
  const { hash, name_sort, search_words, version, deleted_at, ...shown } = row;
  return {
    ...shown,
    first_key_id: row.first_key_id ?? row.key_id,
    identity_required: row.identity_required === 1,
    // Only createKey and its rules write these columns.
    type: row.type as KeyType,
    rate_limit_scope: row.rate_limit_scope as ApiKey["rate_limit_scope"],
    permissions: JSON.parse(row.permissions) as Permission[],
    allowed_origins: JSON.parse(row.allowed_origins) as string[],
    allowed_ips: JSON.parse(row.allowed_ips) as string[],
    settings: JSON.parse(row.settings) as Record<string, unknown>,
  };
}

/** Most significant digit first, padded with zeros. */
function checksum(text: string): string {
  let rest = crc32(text);
  let written = "";
  for (let position = 0; position < checksumLength; position += 1) {
    written = digits[rest % digits.length] + written;
    rest = Math.floor(rest / digits.length);
  }
  return written;
}
