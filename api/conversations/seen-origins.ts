import type { Generated } from "kysely";
import type { ApiKey } from "../access/actor.ts";
import { timestamp } from "../clock.ts";
import type { Context } from "../kit/operation.ts";
import type { Timestamp } from "../store/tables.ts";
import { perSpace } from "./per-space.ts";

/** A website on which visitors chatted by the keys of a line. */
export interface SeenOriginsTable {
  seen_origin_id: Generated<number>;
  /** The first key of the line. */
  key_id: number;
  /** Scheme, host and port. */
  origin: string;
  /** Of the page that was seen last, without its query; null where no page said it. */
  path: string | null;
  first_seen_at: Timestamp;
  last_seen_at: Timestamp;
}

declare module "../store/tables.ts" {
  interface Tables {
    seen_origins: SeenOriginsTable;
  }
}

/** How many websites are kept of a line of keys. */
export const mostOrigins = 50;
const pauseMs = 60_000;
const longestOrigin = 300;
const longestPath = 300;
const mostRemembered = 10_000;

/**
 * Notes where a visitor's chat began, for whoever wants to know whether the script is in place: nothing of the visitor.
 * Last in its transaction, because on Postgres others that note the same origin wait for it; at most once a minute for a
 * key and an origin. What is not a website's origin is passed over.
 */
export async function noteOrigin(
  context: Context,
  { first_key_id: key_id }: ApiKey,
  pageUrl: string | null | undefined,
): Promise<void> {
  const origin = originOr(context.request.origin);
  if (origin === null) return;
  const { isDue, forget } = recent(context.space);
  const name = `${key_id} ${origin}`;
  if (!isDue(name, Date.parse(context.now))) return;
  try {
    await write(context, { key_id, origin, path: pathOn(origin, pageUrl) });
  } catch (error) {
    forget(name);
    throw error;
  }
}

type Seen = Pick<SeenOriginsTable, "key_id" | "origin" | "path">;

async function write(context: Context, seen: Seen): Promise<void> {
  const { db, now } = context;
  const path = seen.path === null ? {} : { path: seen.path };
  const row = await db
    .insertInto("seen_origins")
    .values({ ...seen, first_seen_at: now, last_seen_at: now })
    .onConflict((conflict) =>
      conflict
        .columns(["key_id", "origin"])
        .doUpdateSet({ ...path, last_seen_at: now })
        // Another node may have noted it meanwhile.
        .where("seen_origins.last_seen_at", "<=", timestamp(Date.parse(now) - pauseMs)),
    )
    .returning("first_seen_at")
    .executeTakeFirst();
  if (row?.first_seen_at === now) await makeRoom(context, seen.key_id);
}

/** Those seen longest ago go. One that another transaction holds just now is in use, and is not waited for. */
async function makeRoom({ db, space }: Context, keyId: number): Promise<void> {
  const select = db
    .selectFrom("seen_origins")
    .select("seen_origin_id")
    .where("key_id", "=", keyId)
    .orderBy("last_seen_at", "desc")
    .orderBy("seen_origin_id", "desc")
    .limit(mostOrigins)
    .offset(mostOrigins);
  const rows = await (space.engine === "postgres" ? select.forUpdate().skipLocked() : select).execute();
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.seen_origin_id);
  await db.deleteFrom("seen_origins").where("seen_origin_id", "in", ids).execute();
}

/** When this process last noted an origin of a key: most visitors come within the minute, and cost no query. */
const recent = perSpace(() => {
  const noted = new Map<string, number>();
  return {
    isDue(name: string, now: number): boolean {
      const last = noted.get(name);
      if (last !== undefined && now - last < pauseMs) return false;
      noted.delete(name);
      noted.set(name, now);
      if (noted.size > mostRemembered) noted.delete(noted.keys().next().value ?? "");
      return true;
    },
    forget: (name: string) => noted.delete(name),
  };
});

/** Sandboxed pages and files say `null`, servers nothing. */
function originOr(text: string | null): string | null {
  const url = text === null || text.length > longestOrigin ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}

/** The path of a page of that origin, as far as it names pages: not whom it is about. */
function pathOn(origin: string, pageUrl: string | null | undefined): string | null {
  const url = URL.parse(pageUrl ?? "");
  if (url?.origin !== origin) return null;
  const parts = url.pathname.split("/").map((part) => (mayNameSomebody(part) ? "…" : part));
  return parts.join("/").slice(0, longestPath);
}

/** An email address, a token or a UUID. */
const mayNameSomebody = (part: string) =>
  /@|%40/i.test(part) || /^(?=.*\d)\w{20,}$/.test(part) || /^[\da-f-]{32,}$/i.test(part);
