import { sql } from "kysely";
import type { TestSite } from "../visitor.ts";

/** The next record of a table gets this id, so that requests which name it are sent as they are written. */
export async function nextId(site: TestSite, table: string, column: string, id: number): Promise<void> {
  const space = await site.space();
  await space.write(async ({ db }) => {
    if (space.engine === "postgres") {
      await sql`select setval(pg_get_serial_sequence(${table}, ${column}), ${id - 1})`.execute(db);
      return;
    }
    await sql`delete from sqlite_sequence where name = ${table}`.execute(db);
    await sql`insert into sqlite_sequence (name, seq) values (${table}, ${id - 1})`.execute(db);
  });
}

const settings = {
  greeting: "Hello! How can we help you today?",
  company_name: "Acme IT Solutions",
  primary_color: "#1FB6FF",
  logo_url: "https://cdn.valethon.com/logos/acme.png",
};

/** Dresses the widget as the reference shows it. */
export async function wearTheReference(site: TestSite): Promise<void> {
  const { write } = await site.space();
  await write(async ({ db, publish }) => {
    for (const [key, value] of Object.entries(settings)) {
      await db
        .insertInto("settings")
        .values({ key, value: JSON.stringify(value) })
        .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: JSON.stringify(value) }))
        .execute();
    }
    publish({ kind: "settings.changed" });
  });
}
