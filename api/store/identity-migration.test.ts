import { sql } from "kysely";
import { expect, test } from "vitest";
import { engines } from "../testing/api.ts";
import { openEmpty } from "../testing/empty-database.ts";
import { loadMigrations, migrate } from "./migrate.ts";

test.each(engines)("on %s visitors' sessions keep their ids, conversations and credentials", async (engine) => {
  const { database, close } = await openEmpty(engine);
  const steps = await loadMigrations();
  const before = steps.findIndex(({ name }) => name.startsWith("0018-"));
  await database.transact((db) => migrate(db, engine, steps.slice(0, before)));
  await database.transact(async (db) => {
    for (const statement of [
      `insert into api_keys (key_id, name, type, prefix, last4, hash, permissions, rate_limit_per_minute,
        site_limit_per_minute, name_sort, search_words, created_at, updated_at)
        values (7, 'Website', 'pk_live', 'pk_live_x', 'abcd', 'h', '[]', 30, 1200, 'website', '', '2026-01-01', '2026-01-01')`,
      ...[1, 2, 3].map(
        (id) => `insert into widget_sessions (token_hash, key_id, visitor_id, claims, used, created_at, last_used_at)
          values ('hash-${id}', 7, 'v_${id}', '{"name":"Visitor ${id}"}', 1, '2026-01-0${id}', '2026-02-0${id}')`,
      ),
      `insert into conversations (widget_session_id, key_id, created_at, updated_at) values (2, 7, '2026-01-02', '2026-01-02')`,
      `delete from widget_sessions where widget_session_id = 3`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  });

  await database.transact((db) => migrate(db, engine, steps));
  const sessions = await database.read.selectFrom("widget_sessions").selectAll().orderBy("widget_session_id").execute();
  expect(sessions).toMatchObject([
    { widget_session_id: 1, visitor_id: "v_1", claims: '{"name":"Visitor 1"}', last_used_at: "2026-02-01", used: 1 },
    { widget_session_id: 2, visitor_id: "v_2", trust: "claimed", identity_id: null, moved_to: null },
  ]);
  expect(Object.keys(sessions[0] ?? {})).not.toContain("token_hash");
  const tokens = await database.read.selectFrom("widget_tokens").selectAll().orderBy("widget_token_id").execute();
  expect(tokens).toMatchObject([
    { token_hash: "hash-1", widget_session_id: 1, verified_at: null, created_at: "2026-01-01" },
    { token_hash: "hash-2", widget_session_id: 2, verified_at: null },
  ]);

  const remove = (id: number) =>
    database.transact((db) => db.deleteFrom("widget_sessions").where("widget_session_id", "=", id).execute());
  await expect(remove(2)).rejects.toThrow(/foreign key/i);
  await remove(1);
  const left = await database.read.selectFrom("widget_tokens").select("token_hash").execute();
  expect(left).toEqual([{ token_hash: "hash-2" }]);
  const added = await database.transact((db) =>
    db
      .insertInto("widget_sessions")
      .values({ key_id: 7, visitor_id: "v_4", created_at: "2026-03-01", last_used_at: "2026-03-01" })
      .returning("widget_session_id")
      .executeTakeFirstOrThrow(),
  );
  expect(added.widget_session_id).toBe(4);
  await close();
});
