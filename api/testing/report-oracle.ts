import { sql } from "kysely";
import type { Space } from "../store/space.ts";

// biome-ignore lint/suspicious/noExplicitAny: rows as the database gives them, which loops look at.
type Row = any;

/** Everything reports are made of, read whole. */
export async function readTables({ read }: Space) {
  const all = async (table: string): Promise<Row[]> =>
    (await sql<Row>`select * from ${sql.table(table)}`.execute(read)).rows;
  return {
    conversations: await all("conversations"),
    messages: (await all("conversation_events")).filter(({ type }) => type === "message"),
    leads: (await all("leads")).filter(({ deleted_at }) => deleted_at === null),
    opportunities: (await all("opportunities")).filter(({ deleted_at }) => deleted_at === null),
    employees: await all("employees"),
    keys: await all("api_keys"),
  };
}

type World = Awaited<ReturnType<typeof readTables>>;

/** The local day of a timestamp, as the runtime says it. */
export const dayIn = (timeZone: string) => {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" });
  return (at: string) => format.format(new Date(at));
};

interface Days {
  readonly from: string;
  readonly to: string;
}
type DayOf = (at: string) => string;

const within =
  ({ from, to }: Days, dayOf: DayOf) =>
  (at: string) =>
    dayOf(at) >= from && dayOf(at) <= to;

const count = <T>(rows: readonly T[], fits: (row: T) => boolean) => rows.filter(fits).length;

/** What each report must say of these days, by plain loops over the rows. */
export function expectedOf(world: World, days: Days, dayOf: DayOf) {
  const isIn = within(days, dayOf);
  const begun = world.conversations.filter(({ created_at }) => isIn(created_at));
  const made = world.leads.filter(({ created_at }) => isIn(created_at));
  return {
    conversations: () => ({
      started: begun.length,
      answered: count(begun, (one) => one.first_reply_at !== null),
      missed: count(begun, (one) => one.first_reply_at === null && one.status !== "open"),
      waiting: count(begun, (one) => one.first_reply_at === null && one.status === "open"),
      ended: count(begun, (one) => one.status !== "open"),
    }),
    waits: () => begun.flatMap((one) => waitOf(world, one)).sort((a, b) => a - b),
    ratings: (rows: readonly Row[] = begun) => ratingsOf(rows),
    begun,
    leads: (rows: readonly Row[] = made) => ({
      leads: rows.length,
      converted: count(rows, (one) => one.status === "converted"),
    }),
    made,
    conversion: () => conversionOf(world, begun),
    team: () => teamOf(world, isIn),
  };
}

/** Seconds from the visitor's first message to an agent's first after it; nothing where an agent began. */
function waitOf({ messages }: World, { conversation_id }: Row): number[] {
  const own = messages.filter((one) => one.conversation_id === conversation_id).sort((a, b) => a.seq - b.seq);
  if (own[0]?.sender_kind !== "visitor") return [];
  const reply = own.find((one) => one.sender_kind === "agent");
  return reply === undefined ? [] : [(Date.parse(reply.created_at) - Date.parse(own[0].created_at)) / 1000];
}

function ratingsOf(rows: readonly Row[]) {
  const given: number[] = rows.flatMap(({ rating }) => (rating === null ? [] : [rating]));
  const mean = given.reduce((all, one) => all + one, 0) / given.length;
  return { ratings: given.length, average: given.length === 0 ? null : Number(mean.toFixed(2)) };
}

function conversionOf({ leads, opportunities }: World, begun: readonly Row[]) {
  const ids = new Set(begun.map(({ lead_id }) => lead_id));
  const own = leads.filter(({ lead_id }) => ids.has(lead_id));
  const deals = opportunities.filter(({ lead_id }) => own.some((one) => one.lead_id === lead_id));
  const isAmong = (...statuses: readonly string[]) => count(own, ({ status }) => statuses.includes(status));
  const value = (rows: readonly Row[]) => Number(rows.reduce((all, one) => all + one.value, 0).toFixed(2));
  const money = [...new Set(deals.map(({ currency }) => currency as string))].sort().map((currency) => {
    const inIt = deals.filter((one) => one.currency === currency);
    const won = inIt.filter(({ status }) => status === "won");
    return { currency, opportunities: inIt.length, value: value(inIt), won: won.length, won_value: value(won) };
  });
  return {
    ...{ conversations: begun.length, leads: own.length, contacted: isAmong("contacted", "qualified", "converted") },
    ...{ qualified: isAmong("qualified", "converted"), converted: isAmong("converted") },
    ...{ opportunities: deals.length, won: count(deals, ({ status }) => status === "won"), money },
  };
}

function teamOf({ messages, employees, keys }: World, isIn: (at: string) => boolean) {
  const written = messages.filter((one) => one.sender_kind === "agent" && isIn(one.created_at));
  return [...new Set<number>(written.map(({ sender_id }) => sender_id))]
    .map((id) => {
      const own = written.filter(({ sender_id }) => sender_id === id);
      const name = [...employees, ...keys].find((one) => one.employee_id === id || one.key_id === -id)?.name;
      const conversations = new Set(own.map(({ conversation_id }) => conversation_id)).size;
      return { id, told: { employee_id: id > 0 ? id : null, name, conversations, replies: own.length } };
    })
    .sort((a, b) => b.told.replies - a.told.replies || a.id - b.id)
    .map(({ told }) => told);
}
