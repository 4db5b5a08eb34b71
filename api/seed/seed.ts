import { type Kysely, sql } from "kysely";
import { mirrorEmployee } from "../access/employees.ts";
import { timestamp } from "../clock.ts";
import { originsWith } from "../conversations/leads/lead-origins.ts";
import { type ConversationSettings, readSettings } from "../conversations/settings.ts";
import { AppError } from "../errors.ts";
import { type CustomField, customFieldsOf } from "../kit/custom-fields.ts";
import type { Row } from "../kit/entity.ts";
import { loadRecords } from "../kit/load.ts";
import { activity } from "../resources/activities.ts";
import { leadColumns } from "../resources/lead-input.ts";
import { lead, newLead } from "../resources/lead-record.ts";
import { note } from "../resources/notes.ts";
import type { Space } from "../store/space.ts";
import type { Tables } from "../store/tables.ts";
import { seedCustomValues } from "./custom.ts";
import { drawFor } from "./draw.ts";
import { seedHistory } from "./history.ts";
import { type Recipe, seedLead } from "./lead.ts";
import { setIndexesAside } from "./set-aside.ts";

/** Leads of one transaction: so many touch most pages of an index anyway, and each page is written once for all. */
const leadsAtOnce = 10_000;
/** Leads that are made and written at once. */
const chunkSize = 1000;

/** What has been seeded so far, kept in `meta` in the transaction of each batch: a seeding that was cut off goes on. */
interface State {
  readonly recipe: Recipe;
  readonly made: number;
  /** Statements that make the indexes which were dropped meanwhile. */
  readonly aside: readonly string[];
}

export interface Progress {
  readonly made: number;
  readonly leads: number;
}

export interface SeedOptions {
  readonly leads: number;
  /** Milliseconds. */
  readonly now: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Leads of one transaction. */
  readonly batchSize?: number;
}

/**
 * Fills an empty space with `leads` generated leads, some with activities and notes: just the rows that the API would
 * have written for them, but no events, which would be as many again. Goes on where an earlier run was cut off. Throws
 * CONFLICT when the space holds other leads.
 */
export async function seedSpace(
  space: Space,
  { leads, now, onProgress, batchSize = leadsAtOnce }: SeedOptions,
): Promise<Progress> {
  let state = (await readState(space.read)) ?? (await begin(space, leads, now));
  const { recipe } = state;
  if (recipe.leads !== leads) {
    throw new AppError(
      "CONFLICT",
      `${described(space, recipe.leads)} Ask for just as many to go on, or seed another one.`,
    );
  }
  if (state.made === leads && state.aside.length === 0)
    throw new AppError("CONFLICT", `${described(space, leads)} There is nothing left to make.`);
  const settings = await readSettings(space);
  const fields = await customFieldsOf({ db: space.read }, lead);
  await speedUp(space);
  onProgress?.({ made: state.made, leads });
  while (state.made < leads) {
    const made = state.made;
    const next = Math.min(leads, made + batchSize);
    await space.write(async ({ db }) => {
      for (let from = made; from < next; from += chunkSize) {
        const numbers = Array.from({ length: Math.min(chunkSize, next - from) }, (_, i) => from + i);
        await writeChunk(
          { db, space },
          recipe,
          numbers.map((number) => makeLead(number, recipe, { settings, fields })),
        );
      }
      await writeState(db, { ...state, made: next });
    });
    state = { ...state, made: next };
    onProgress?.({ made: next, leads });
  }
  await space.write(async ({ db }) => {
    for (const statement of state.aside) await sql.raw(statement).execute(db);
    await writeState(db, { ...state, aside: [] });
  });
  await informPlanner(space);
  return { made: state.made, leads };
}

const described = ({ mode }: Space, leads: number) => `The ${mode} space was seeded with ${leads} leads already.`;

/** What decides how values are stored. */
interface Rules {
  readonly settings: ConversationSettings;
  readonly fields: readonly CustomField[];
}

function makeLead(number: number, recipe: Recipe, { settings, fields }: Rules): Row {
  const draw = drawFor(number);
  const { values, deeds } = seedLead(number, recipe, draw);
  const custom_fields = seedCustomValues(lead, fields, number, draw);
  const columns = leadColumns(settings, values);
  const field_origins = originsWith({}, columns, { origin: "given", at: values["created_at"] });
  return newLead({ ...columns, custom_fields, field_origins }, deeds);
}

async function writeChunk(context: { db: Kysely<Tables>; space: Space }, recipe: Recipe, rows: Row[]): Promise<void> {
  const ids = await loadRecords(context, lead, rows);
  const histories = ids.map((id, i) => seedHistory(id, String(rows[i]?.["created_at"]), recipe, drawFor(-id)));
  const standing = (row: Row | null): row is Row => row !== null;
  await loadRecords(context, activity, histories.map((one) => one.activity).filter(standing));
  await loadRecords(context, note, histories.map((one) => one.note).filter(standing));
}

async function begin(space: Space, leads: number, now: number): Promise<State> {
  return await space.write(async ({ db }) => {
    const other = await db.selectFrom("leads").select("lead_id").limit(1).executeTakeFirst();
    if (other !== undefined) {
      const message = `The ${space.mode} space holds leads already, and only an empty one is seeded. Set DATA_DIR to a new folder, or DATABASE_URL to a new database.`;
      throw new AppError("CONFLICT", message);
    }
    const owners = await ownersOf(db, space, now);
    const aside = await setIndexesAside(db, space, lead);
    const state: State = { recipe: { leads, until: now, owners }, made: 0, aside };
    await writeState(db, state);
    return state;
  });
}

const colleagues = [
  "Olive Owner",
  "Ana Braga",
  "Ben Carter",
  "Chloé Durand",
  "Dag Ek",
  "Emre Fırat",
  "Gita Hegde",
  "Jan Król",
];
/** Far from the ids of real people, which the test space gets from the live one. */
const firstColleague = 900_001;

/** The team as it is; a test space without one gets colleagues who cannot sign in. Nobody is added to a live team. */
async function ownersOf(db: Kysely<Tables>, { mode }: Space, now: number): Promise<number[]> {
  const select = db.selectFrom("employees").select("employee_id").where("disabled_at", "is", null);
  const team = (await select.orderBy("employee_id").execute()).map(({ employee_id }) => employee_id);
  if (team.length > 0 || mode === "live") return team;
  const made = colleagues.map((name, i) => ({
    employee_id: firstColleague + i,
    name,
    email: `owner${i + 1}@mail.example`,
  }));
  const at = timestamp(now);
  const common = { role: "agent", password_hash: null, disabled_at: null, deleted_at: null, version: 1 };
  const times = { created_at: at, updated_at: at, joined_at: at };
  for (const one of made) await mirrorEmployee(db, { ...one, ...common, ...times });
  return made.map(({ employee_id }) => employee_id);
}

const stateKey = "seed";

async function readState(db: Kysely<Tables>): Promise<State | null> {
  const row = await db.selectFrom("meta").select("value").where("key", "=", stateKey).executeTakeFirst();
  return row === undefined ? null : (JSON.parse(row.value) as State);
}

async function writeState(db: Kysely<Tables>, state: State): Promise<void> {
  const value = JSON.stringify(state);
  await db
    .insertInto("meta")
    .values({ key: stateKey, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

/** Every index is written at a thousand places: SQLite's own 2 MB of memory would read each page again and again. */
async function speedUp(space: Space): Promise<void> {
  if (space.engine === "sqlite") await space.write(({ db }) => sql`pragma cache_size = -524288`.execute(db));
}

/** Postgres' planner and its index-only scans need to hear of so many new rows; it would find out by itself later. */
async function informPlanner(space: Space): Promise<void> {
  if (space.engine !== "postgres") return;
  for (const table of ["leads", "search_documents", "activities", "notes"]) {
    await sql`vacuum analyze ${sql.table(table)}`.execute(space.read);
  }
}
