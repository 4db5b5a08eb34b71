import { timestamp } from "../clock.ts";
import { type Draw, drawFor } from "../seed/draw.ts";
import type { Transaction } from "../store/space.ts";
import type { TestSite } from "./visitor.ts";

/** The moments in which a day begins or ends in Berlin around the night that has an hour less, and in Kathmandu. */
const edges = [
  "2026-03-28T22:59:59Z",
  "2026-03-28T23:00:00Z",
  "2026-03-29T00:59:59Z",
  "2026-03-29T01:00:00Z",
  "2026-03-29T21:59:59Z",
  "2026-03-29T22:00:00Z",
  "2026-03-31T18:14:59Z",
  "2026-03-31T18:15:00Z",
  "2026-03-31T21:59:59Z",
  "2026-03-31T22:00:00Z",
];
const worldDays = 60;
const sources = ["chat_widget", "website_form", "api", "import"];
const pages = [
  "https://shop.example/",
  "https://shop.example/pricing?utm_source=x%2Fy&next=/a?b",
  "https://other.example:8080/pricing",
  "http://shop.example/docs/a%20b/",
  null,
];

/**
 * Fills the site's space with rows as the API writes them: conversations of 60 days from 2026-03-01 on, also in the
 * seconds in which days end, their messages, leads and deals. Every run makes the same.
 */
export async function makeWorld(site: TestSite, conversations: number): Promise<void> {
  const visitor = await site.visit();
  await visitor.say("hello");
  const team = [await site.employ("ada"), await site.employ("bo"), await site.employ("cy")];
  const { read, write } = await site.space();
  const { widget_session_id, key_id } = await read
    .selectFrom("widget_sessions")
    .select(["widget_session_id", "key_id"])
    .executeTakeFirstOrThrow();
  const speakers = [...team.map(({ employee_id }) => employee_id), -key_id];
  await write(async ({ db }) => {
    for (let number = 0; number < conversations; number += 1) {
      const draw = drawFor(number);
      const at = edges[number] ?? timestamp(Date.UTC(2026, 2, 1) + draw.below(worldDays * 86_400) * 1000);
      const lead_id = draw.chance(0.5) ? await makeLead(db, draw, at, number) : null;
      await makeConversation(db, draw, { at, lead_id, widget_session_id, key_id, speakers });
    }
  });
}

type Db = Transaction["db"];

async function makeLead(db: Db, draw: Draw, at: string, number: number): Promise<number> {
  const landing_url = draw.pick(pages);
  // A campaign may be called by U+0000, which Postgres cannot read out of JSON.
  const first = { landing_url, referrer: null, utm_source: draw.chance(0.1) ? "\0" : null, at };
  const { lead_id } = await db
    .insertInto("leads")
    .values({
      ...{ email: `lead${number}@world.example`, source: draw.pick(sources), created_at: at, updated_at: at },
      status: draw.pick(["new", "contacted", "qualified", "unqualified", "converted"]),
      attribution: draw.chance(0.9) ? JSON.stringify({ first }) : "{}",
      deleted_at: draw.chance(0.1) ? at : null,
    })
    .returning("lead_id")
    .executeTakeFirstOrThrow();
  for (let deals = draw.below(3); deals > 0; deals -= 1) await makeDeal(db, draw, lead_id, at);
  return lead_id;
}

async function makeDeal(db: Db, draw: Draw, lead_id: number, at: string): Promise<void> {
  const status = draw.pick(["open", "won", "lost"]);
  await db
    .insertInto("opportunities")
    .values({
      ...{ name: "deal", name_sort: "deal", lead_id, created_at: at, updated_at: at },
      ...{ stage: status === "open" ? "discovery" : `closed_${status}`, status, probability: 30 },
      ...{ value: draw.below(1_000_000) / 100, currency: draw.pick(["USD", "EUR"]) },
      deleted_at: draw.chance(0.1) ? at : null,
    })
    .execute();
}

interface Facts {
  readonly at: string;
  readonly lead_id: number | null;
  readonly widget_session_id: number;
  readonly key_id: number;
  readonly speakers: readonly number[];
}

async function makeConversation(db: Db, draw: Draw, { at, speakers, ...ids }: Facts): Promise<void> {
  const begunByAgent = draw.chance(0.1);
  const wait = draw.pick([0, 1, 30, 59, 60, 299, 900, 3599, 3600, 20_000, 86_400, 200_000]);
  const replyAt = begunByAgent ? at : draw.chance(0.7) ? after(at, wait) : null;
  const status = draw.pick(["open", "closed", "ended"]);
  const { conversation_id } = await db
    .insertInto("conversations")
    .values({
      ...{ ...ids, status, created_at: at, updated_at: at, first_reply_at: replyAt },
      rating: draw.chance(0.4) ? 1 + draw.below(5) : null,
      assigned_to: draw.chance(0.8) ? (draw.pick(speakers.slice(0, -1)) ?? null) : null,
    })
    .returning("conversation_id")
    .executeTakeFirstOrThrow();
  const messages = [
    ...(begunByAgent ? [] : [{ sender_kind: "visitor", sender_id: ids.widget_session_id, created_at: at }]),
    { sender_kind: "bot", sender_id: null, created_at: at },
    ...(replyAt === null ? [] : replies(draw, replyAt, speakers)),
  ];
  await db
    .insertInto("conversation_events")
    .values(messages.map((one, i) => ({ conversation_id, seq: i + 1, type: "message", body: "…", ...one })))
    .execute();
}

const replies = (draw: Draw, replyAt: string, speakers: readonly number[]) =>
  Array.from({ length: 1 + draw.below(4) }, (_, i) => ({
    ...{ sender_kind: "agent", sender_id: draw.pick(speakers), created_at: after(replyAt, i * 600) },
  }));

const after = (at: string, seconds: number) => timestamp(Date.parse(at) + seconds * 1000);
