import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { seeded } from "../testing/hostile.ts";
import type { SearchDocument, SearchType } from "./search.ts";
import type { Engine, Space } from "./space.ts";
import type { Tables } from "./tables.ts";

describe.each(engines)("the search index on %s", (engine) => {
  let house: TestApi;
  let space: Space;
  beforeAll(async () => {
    house = await openTestApi({ engine });
    space = await house.space();
  });
  afterAll(() => house.close());

  const put = (type: SearchType, id: number, document: Partial<SearchDocument>) =>
    space.write(({ db }) => space.search.put(db, type, id, { title: "", subtitle: "", words: "", ...document }));
  const remove = (type: SearchType, id: number) => space.write(({ db }) => space.search.remove(db, type, id));

  async function ids(type: SearchType, text: string): Promise<number[]> {
    const found = space.search.ids(type, text);
    if (found === null) throw new Error(`${text} holds no word.`);
    const { rows } = await sql<{ id: number }>`with found (id) as ${found} select id from found order by id`.execute(
      space.read,
    );
    return rows.map(({ id }) => Number(id));
  }

  /** SQLite's own check of the index, and that it counts just the words that stand. */
  async function expectSound(): Promise<void> {
    if (engine !== "sqlite") return;
    await space.write(async ({ db }) => {
      await sql`insert into search_documents (search_documents, rank) values ('integrity-check', 1)`.execute(db);
      await sql`create virtual table vocabulary using fts5vocab(search_documents, row)`.execute(db);
      const standing = await sql`select term as word, doc as documents from vocabulary order by term`.execute(db);
      await sql`drop table vocabulary`.execute(db);
      const counted = await sql`select word, documents from search_words order by word`.execute(db);
      expect(counted.rows).toEqual(standing.rows);
    });
  }

  test("finds a document by its words as they are now, and no longer once it is removed", async () => {
    await put("lead", 1, { title: "Ada Lovelace", words: "analytical" });
    await put("lead", 1, { title: "Ada King", words: "analytical" });
    expect(await ids("lead", "ada")).toEqual([1]);
    expect(await ids("lead", "lovelace")).toEqual([]);
    expect(await ids("lead", "analyt king")).toEqual([1]);
    expect(await ids("contact", "ada")).toEqual([]);
    await remove("lead", 1);
    await remove("lead", 1);
    expect(await ids("lead", "ada")).toEqual([]);
    await expectSound();
  });

  test("counts what it finds, and knows a text without a word", async () => {
    for (let id = 1; id <= 30; id += 1) await put("prospect", id, { title: `serve${id}`, subtitle: "servers" });
    const count = (text: string) => space.search.count(space.read, { type: "prospect" }, text);
    expect(await count("serve")).toBe(30);
    expect(await count("serve1")).toBe(11);
    expect(await count("serve1 server")).toBe(11);
    expect(await count("nobody")).toBe(0);
    expect(await count("?!")).toBeNull();
    expect(space.search.ids("prospect", "?!")).toBeNull();
  });

  test("takes as many words as a search may hold", async () => {
    // Each of these signs is a word by itself; with single letters they make the most words of 200 characters.
    const signs = [..."⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵"];
    const korean = Array.from({ length: 31 }, (_, i) => String.fromCharCode(0x3200 + i));
    const chinese = Array.from({ length: 36 }, (_, i) => String.fromCharCode(0x3220 + i));
    const text =
      [...signs, ...korean, ...chinese].join("") + [..."αβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрст"].join(" ");
    await put("lead", 3, { words: text });
    expect(await ids("lead", text)).toEqual([3]);
    const most = space.search.most("lead", text);
    if (most !== null) expect((await sql`select ${most} as most`.execute(space.read)).rows).toEqual([{ most: 1 }]);
    await remove("lead", 3);
  });

  test("never tells less than it finds when it tells quickly", async () => {
    const texts = ["ann", "ann smith", "an", "smith", "anna sm", "nobody", "ann nobody", "w", "word1 smith"];
    for (let id = 100; id < 160; id += 1) {
      await put("contact", id, { title: id % 2 ? "Ann Smith" : "Anna Smithson", words: `word${id % 45}` });
    }
    for (const text of texts) {
      const most = space.search.most("contact", text);
      if (most === null) continue;
      const { rows } = await sql<{ most: number }>`select ${most} as most`.execute(space.read);
      expect(rows[0]?.most, text).toBeGreaterThanOrEqual((await ids("contact", text)).length);
    }
  });

  test("holds documents of any size, found by their first thousands of words", async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `w${i}${"ﷺ".repeat(4)}`).join(" ");
    await put("note", 1, { title: "ﷺ".repeat(100), words });
    await put("note", 2, { words: "𝒜".repeat(500) });
    expect(await ids("note", "w0")).toEqual([1]);
    expect(await ids("note", "a".repeat(400))).toEqual([2]);
    await put("note", 1, { words: "" });
    await remove("note", 2);
    expect(await ids("note", "w0")).toEqual([]);
    await expectSound();
  });

  test("stays sound through many changes, also those that are undone", async () => {
    const random = seeded(11);
    const upTo = (n: number) => Math.floor(random() * n);
    const text = () => Array.from({ length: upTo(6) }, () => `word${upTo(50)}`).join(" ");
    for (let i = 0; i < 300; i += 1) {
      const change = space.write(async ({ db }) => {
        if (upTo(4) === 0) await space.search.remove(db, "activity", upTo(40));
        else await space.search.put(db, "activity", upTo(40), { title: text(), subtitle: text(), words: text() });
        if (upTo(5) === 0) throw new Error("undone");
      });
      await change.catch(() => undefined);
    }
    await expectSound();
  });

  test("takes over the documents of the index before it", async () => {
    await space.write(({ db }) => returnToOldIndex(db, engine));
    await house.api.spaces.close();
    space = await house.space();
    expect(await ids("lead", "joh doe")).toEqual([7]);
    expect(await ids("lead", "acm")).toEqual([7]);
    expect(await ids("conversation", "hello")).toEqual([7]);
    expect(await ids("note", "john")).toEqual([]);
    const whole = { score: 1, fields: 1, match: "whole" } as const;
    expect(await space.search.newest(space.read, { type: "lead" }, whole, "John Doe", 5)).toEqual([7]);
    await put("note", 3, { words: "john" });
    expect(await ids("note", "john")).toEqual([3]);
    await expectSound();
  });
});

const oldTables: Readonly<Record<Engine, readonly string[]>> = {
  sqlite: ["drop table search_words", "create virtual table search_index using fts5(type, title, subtitle, words)"],
  postgres: ["create table search_index (type text, id bigint, title text, subtitle text, words text)"],
};

const oldDocuments = [
  { type: "lead", key: 7 * 8, id: 7, title: "john doe", subtitle: "acme john", words: "" },
  { type: "conversation", key: 7 * 8 + 6, id: 7, title: "", subtitle: "", words: "hello john" },
  { type: "note", key: 3 * 8 + 5, id: 3, title: "", subtitle: "", words: "" },
];

/** Leaves a database as it was before its third migration, with a few documents. */
async function returnToOldIndex(db: Kysely<Tables>, engine: Engine): Promise<void> {
  for (const statement of ["drop table search_documents", ...oldTables[engine]]) await sql.raw(statement).execute(db);
  for (const { type, key, id, title, subtitle, words } of oldDocuments) {
    const identity = engine === "sqlite" ? { column: "rowid", value: key } : { column: "id", value: id };
    await sql`
      insert into search_index (${sql.ref(identity.column)}, type, title, subtitle, words)
      values (${identity.value}, ${type}, ${title}, ${subtitle}, ${words})
    `.execute(db);
  }
  await sql`delete from migrations where name like '0003%'`.execute(db);
}
