import type { Kysely } from "kysely";
import { z } from "zod";
import { timestamp } from "../../clock.ts";
import type { Context } from "../../kit/operation.ts";
import type { Tables } from "../../store/tables.ts";
import { isSecret } from "../attribution.ts";
import { factError, factName, factValue, storable } from "./attributes.ts";
import type { WidgetSession } from "./widget-session.ts";

const mostHappenings = 50;
const mostDetails = 10;
const keptMilliseconds = 30 * 24 * 60 * 60 * 1000;
const pauseMilliseconds = 1000;

export const eventName = z
  .string()
  .trim()
  .regex(/^[\w .:-]{1,64}$/, { error: "expected 1 to 64 characters of A–Z a–z 0–9 _ . : - and blanks" })
  .describe("What happened, in your own words: 1–64 characters of A–Z a–z 0–9 _ . : - and blanks.");

export const eventData = z
  .record(factName, factValue, { error: factError })
  .refine((data) => Object.keys(data).length <= mostDetails, { error: `at most ${mostDetails} details` })
  .describe(
    `Details, at most ${mostDetails}: names of 1–40 characters of A–Z a–z 0–9 _ . -, values texts of up to 200 characters, numbers, true or false. What may be secret is left out, as from addresses.`,
  );

/** Something that a visitor did on a page, in the page's own words. */
export const happening = z.object({
  event: z.string().describe("What happened, in the page's own words."),
  data: z.record(z.string(), factValue).describe("Its details, without what may be secret."),
  page_url: z.string().nullable().describe("The page the visitor was on, as far as known; null when unknown."),
  at: z.string().describe("When, UTC ISO 8601."),
});
export type Happening = z.infer<typeof happening>;

type Told = Pick<Happening, "event" | "data">;

/**
 * Keeps what happened, at most one a second and the newest 50. Returns false when it was passed over. `session` must be
 * claimed in this transaction.
 */
export async function addHappening(
  { db, now }: Pick<Context, "db" | "now">,
  { widget_session_id, attribution }: WidgetSession,
  { event, data }: Told,
): Promise<boolean> {
  const last = await ofSession(db, widget_session_id).select("at").limit(1).executeTakeFirst();
  if (last !== undefined && Date.parse(now) - Date.parse(last.at) < pauseMilliseconds) return false;
  await db
    .insertInto("visitor_happenings")
    .values({
      widget_session_id,
      event,
      data: JSON.stringify(withoutSecrets(data)),
      page_url: attribution.last?.page_url ?? null,
      at: now,
    })
    .execute();
  await keepNewest(db, widget_session_id);
  return true;
}

/** What happened in a session, the oldest first: of the last 30 days, or all that is kept. */
export async function readHappenings(
  db: Kysely<Tables>,
  widgetSessionId: number,
  now: string | null,
): Promise<Happening[]> {
  const kept = ofSession(db, widgetSessionId).select(["event", "data", "page_url", "at"]);
  const rows = await (now === null ? kept : kept.where("at", ">=", oldest(now))).execute();
  return rows.reverse().map((row) => ({ ...row, data: JSON.parse(row.data) }));
}

/** What a browser did becomes the person's who turned out to use it. Ids grow with time, so that the newest stay. */
export async function moveHappenings(
  { db }: Pick<Context, "db">,
  { widget_session_id: from }: Pick<WidgetSession, "widget_session_id">,
  { widget_session_id: to }: Pick<WidgetSession, "widget_session_id">,
): Promise<void> {
  await db
    .updateTable("visitor_happenings")
    .set({ widget_session_id: to })
    .where("widget_session_id", "=", from)
    .execute();
  await keepNewest(db, to);
}

/** Removes what happened more than 30 days ago. */
export async function sweepHappenings(db: Kysely<Tables>, now: number): Promise<void> {
  await db
    .deleteFrom("visitor_happenings")
    .where("at", "<", oldest(timestamp(now)))
    .execute();
}

/** The newest first. */
const ofSession = (db: Kysely<Tables>, widgetSessionId: number) =>
  db.selectFrom("visitor_happenings").where("widget_session_id", "=", widgetSessionId).orderBy("happening_id", "desc");

async function keepNewest(db: Kysely<Tables>, widgetSessionId: number): Promise<void> {
  await db
    .deleteFrom("visitor_happenings")
    .where("widget_session_id", "=", widgetSessionId)
    .where("happening_id", "<=", ofSession(db, widgetSessionId).select("happening_id").limit(1).offset(mostHappenings))
    .execute();
}

const withoutSecrets = (data: Told["data"]): Told["data"] =>
  Object.fromEntries(
    Object.entries(data)
      .filter(([name, value]) => !isSecret(name, String(value)))
      .map(([name, value]) => [name, storable(value)]),
  );

const oldest = (now: string) => timestamp(Date.parse(now) - keptMilliseconds);
