import { createHmac } from "node:crypto";
import { verify as verifyArgon2 } from "@node-rs/argon2";
import { type Clock, timestamp } from "../clock.ts";
import { AppError } from "../errors.ts";
import type { Space } from "../store/space.ts";
import type { ApiKey } from "./actor.ts";
import { addressPartition } from "./address.ts";
import { modeOfKey, type ParsedKey, parseKey, toApiKey } from "./keys.ts";
import { type Bucket, type Limiter, rateHeaders, type Verdict } from "./limits.ts";
import { createQueue } from "./queue.ts";

export interface KeyVerifier {
  /**
   * The key's record, or null when it is malformed, unknown, expired, revoked or of another space.
   * Throws RATE_LIMITED when the address showed too many wrong keys and this one is not known already.
   */
  verify(space: Space, key: string, address: string | null): Promise<ApiKey | null>;
  stats(): KeyStats;
}

/** Since the start. */
export interface KeyStats {
  /** What became of the well-formed keys that were shown. Remembered ones needed no hash. */
  readonly shown: Readonly<Record<"remembered" | "checked" | "wrong" | "refused", number>>;
  /** Argon2 runs: whoever shows one key at the same time as others shares theirs. */
  readonly hashes: number;
}

export interface KeyVerifierOptions {
  readonly clock: Clock;
  /** HMAC key of the memory: keys themselves are not kept. */
  readonly secret: Buffer;
  readonly limiter: Limiter;
  /** Hears of a `last_used_at` that could not be written. */
  readonly onError: (error: unknown) => void;
  readonly verifyHash?: (hash: string, key: string) => Promise<boolean>;
}

/** How old a row may be: what another process revoked (the command line, another node) holds within a second. */
const recordMs = 1_000;
const lastUsedMs = 60_000;
const mostRemembered = 10_000;
const wrongKeysPerMinute = 20;

/** A key that once matched `hash`. It needs no second argon2 run as long as its row holds that hash. */
interface Remembered {
  readonly spaceName: string;
  readonly hash: string;
  readonly record: ApiKey;
  /** Monotonic. */
  readonly readAt: number;
}

type Outcome = Remembered | "wrong" | Verdict;

/**
 * Checks API keys so that a flood of junk never slows a known one: a known key costs an HMAC, once a second also the
 * reading of its row. Unknown ones are hashed one at a time over the whole process, those from one address at most 20
 * wrong ones a minute; first comes whose address has shown the fewest wrong ones, so that whoever is new waits for one
 * check of each address that guesses, however many it has in line. Callers who show the same key at once share one check.
 */
export function createKeyVerifier(options: KeyVerifierOptions): KeyVerifier {
  const { clock, limiter, verifyHash = verifyArgon2 } = options;
  const memory = new Map<string, Remembered>();
  const running = new Map<string, { partition: string; outcome: Promise<Outcome> }>();
  const lastUsed = new Map<string, number>();
  const inTurn = createQueue({ concurrency: 1, maxWaiting: 1000 });
  const followed = new WeakSet<Space["bus"]>();
  const shown = { remembered: 0, checked: 0, wrong: 0, refused: 0 };
  let hashes = 0;
  let forgotten = 0;

  /** A key that was changed or revoked, on whichever node, is read anew at its next use. */
  function follow({ name, bus }: Space): void {
    if (followed.has(bus)) return;
    followed.add(bus);
    bus.subscribe((message) => {
      const isAboutKey = message.kind === "key.changed" || (message.kind === "revoked" && message.what === "key");
      if (isAboutKey) forgetRow(name, message.id);
    });
  }

  /** What is known of the row is. That the key matched its hash stays true: reading again is no check to wait for. */
  function forgetRow(spaceName: string, keyId: number): void {
    forgotten += 1;
    for (const [digest, entry] of memory) {
      if (entry.spaceName !== spaceName || entry.record.key_id !== keyId) continue;
      memory.set(digest, { ...entry, readAt: Number.NEGATIVE_INFINITY });
    }
  }

  function remember(digest: string, entry: Remembered): void {
    memory.delete(digest);
    memory.set(digest, entry);
    if (memory.size > mostRemembered) memory.delete(memory.keys().next().value ?? "");
  }

  /** Reads a key's row and keeps it, unless the key was forgotten while the row was on its way. */
  async function keep(space: Space, digest: string, row: Row, before: number): Promise<Remembered> {
    const entry = { spaceName: space.name, hash: row.hash, record: toApiKey(row), readAt: clock.monotonic() };
    if (forgotten === before) remember(digest, entry);
    return entry;
  }

  async function recall(space: Space, digest: string): Promise<Remembered | null> {
    const known = memory.get(digest);
    if (known === undefined) return null;
    if (clock.monotonic() - known.readAt < recordMs) {
      remember(digest, known);
      return known;
    }
    const before = forgotten;
    const row = await readRow(space, known.record.prefix);
    if (row?.hash === known.hash) return await keep(space, digest, row, before);
    memory.delete(digest);
    return null;
  }

  /** The slow way, in turn. A wrong key is counted before the next one's turn, so no burst slips through. */
  async function check(space: Space, key: string, parsed: ParsedKey, digest: string, bucket: Bucket): Promise<Outcome> {
    const verdict = await limiter.peek([bucket]);
    if (!verdict.allowed) return verdict;
    const before = forgotten;
    const row = await readRow(space, parsed.prefix);
    if (row !== undefined && !isActive(toApiKey(row), clock.now())) return "wrong";
    if (row !== undefined && (await hashFits(row.hash, key))) return await keep(space, digest, row, before);
    await limiter.take([bucket], 1);
    return "wrong";
  }

  /** How many wrong keys an address has shown within the minute, and whether it may show another. */
  async function standing(bucket: Bucket): Promise<{ readonly wrong: number; readonly verdict: Verdict }> {
    const verdict = await limiter.peek([bucket]);
    return { wrong: verdict.limit - verdict.remaining, verdict };
  }

  function hashFits(hash: string, key: string): Promise<boolean> {
    hashes += 1;
    return verifyHash(hash, key);
  }

  async function share(
    space: Space,
    key: string,
    parsed: ParsedKey,
    digest: string,
    address: string | null,
  ): Promise<Outcome> {
    const partition = addressPartition(address);
    const bucket = { name: `wrong-keys:${partition}`, limit: wrongKeysPerMinute };
    const { wrong, verdict } = await standing(bucket);
    if (!verdict.allowed) return verdict;
    for (;;) {
      const shared = running.get(digest);
      if (shared === undefined) break;
      const outcome = await shared.outcome;
      // A refusal concerns the address it was made for, not everybody who shows the same key.
      if (!isRefusal(outcome) || shared.partition === partition) return outcome;
    }
    const inLine = [...running.values()].filter((other) => other.partition === partition).length;
    const outcome = inTurn(() => check(space, key, parsed, digest, bucket), wrong + inLine).finally(() =>
      running.delete(digest),
    );
    running.set(digest, { partition, outcome });
    return await outcome;
  }

  function touch(space: Space, { record, spaceName }: Remembered): void {
    const name = `${spaceName}:${record.key_id}`;
    const now = clock.now();
    const last =
      lastUsed.get(name) ?? (record.last_used_at === null ? Number.NEGATIVE_INFINITY : Date.parse(record.last_used_at));
    if (now - last < lastUsedMs) return;
    lastUsed.set(name, now);
    writeLastUsed(space, record.key_id, now).catch(options.onError);
  }

  return {
    async verify(space, key, address) {
      const parsed = parseKey(key);
      if (parsed === null || modeOfKey(parsed.type) !== space.mode) return null;
      follow(space);
      const digest = createHmac("sha256", options.secret).update(`${space.name} ${key}`).digest("base64");
      const known = await recall(space, digest);
      const outcome = known ?? (await share(space, key, parsed, digest, address));
      if (outcome === "wrong") {
        shown.wrong += 1;
        return null;
      }
      if (isRefusal(outcome)) {
        shown.refused += 1;
        throw tooManyWrongKeys(outcome);
      }
      shown[known === null ? "checked" : "remembered"] += 1;
      if (!isActive(outcome.record, clock.now())) return null;
      touch(space, outcome);
      return outcome.record;
    },
    stats: () => ({ shown: { ...shown }, hashes }),
  };
}

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>;

const readRow = (space: Space, prefix: string) =>
  space.read.selectFrom("api_keys").selectAll().where("prefix", "=", prefix).executeTakeFirst();

const isRefusal = (outcome: Outcome): outcome is Verdict => typeof outcome === "object" && "retryAfter" in outcome;

function isActive(record: ApiKey, now: number): boolean {
  return record.revoked_at === null && (record.expires_at === null || Date.parse(record.expires_at) > now);
}

/** Other nodes write the same column: whoever comes first in a minute does. */
async function writeLastUsed(space: Space, keyId: number, now: number): Promise<void> {
  await space.write(({ db }) =>
    db
      .updateTable("api_keys")
      .set({ last_used_at: timestamp(now) })
      .where("key_id", "=", keyId)
      .where((row) => row.or([row("last_used_at", "is", null), row("last_used_at", "<=", timestamp(now - lastUsedMs))]))
      .execute(),
  );
}

function tooManyWrongKeys(verdict: Verdict): AppError {
  const { retryAfter } = verdict;
  return new AppError(
    "RATE_LIMITED",
    `Too many wrong API keys came from your address. Check the key, wait ${retryAfter} s and try again.`,
    { retryAfter, headers: rateHeaders(verdict) },
  );
}
