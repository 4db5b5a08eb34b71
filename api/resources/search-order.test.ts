import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { timestamp } from "../clock.ts";
import { insertRecord } from "../kit/records.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { seeded } from "../testing/hostile.ts";
import { noRequest } from "../testing/visitor.ts";
import { activity } from "./activities.ts";
import { lead } from "./lead-record.ts";
import { note } from "./notes.ts";

type Type = "lead" | "activity" | "note";

/** A record of the corpus as somebody would write it down to search by hand. */
interface Entry {
  readonly type: Type;
  readonly id: number;
  readonly at: string;
  /** Title, subtitle, other text. */
  readonly fields: readonly [string, string, string];
}

const types: readonly Type[] = ["lead", "activity", "note"];

const vocabulary = [
  ...["Ann", "Anna", "Annabel", "ann", "Zoë", "zoe", "Zo", "Müller", "Mueller", "Straße", "strasse", "STRASSE"],
  ...["ﬁnance", "Finance", "ΟΔΟΣ", "οδός", "İzmir", "ısık", "Øre", "Łódź", "عربي", "東京", "東", "e\u0301clair", "½"],
  ...["Acme", "Acme-Tools", "tools", "a", "ab", "abc", "abcd", "abcde", "12", "123", "1234", "l1ann", "near", "OR"],
  // More completions than are read one by one.
  ...Array.from({ length: 40 }, (_, i) => `serve${i}`),
];

const queries = [
  ...["ann", "anna", "annab", "an", "zoe", "ZOË", "zo", "muller", "mueller", "strasse", "straße", "stras", "fin"],
  ...[
    "οδοσ",
    "ΟΔΌ",
    "izmir",
    "isik",
    "ore",
    "lodz",
    "عر",
    "東京",
    "東 a",
    "eclair",
    "é cl",
    "1 2",
    "acme",
    "acme tools",
  ],
  ...["tools acme", "ab", "abc", "abcd", "abcde", "abcdef", "12", "123", "serve", "serve1", "serve12", "serv ann"],
  ...["ann ann", "ann anna", "a serve", "a b", "zo serve ac", "everyone", "everyone ann", "l1ann", "near", "NEAR(a b)"],
  ...["everyone a serve", "ann OR anna", "nobody", "ann nobody", "acme-tools", "½ ½", "𝒜nn", "straſſe"],
];

/** The promise in its plainest form: every record is looked at, and nothing is indexed. */
function searchByHand(corpus: readonly Entry[], q: string, wanted: readonly Type[], limit: number) {
  const asked = wordsIn(q);
  const scored = corpus
    .filter(({ type }) => wanted.includes(type))
    .map((entry) => ({ entry, score: scoreByHand(entry, asked, q) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        Date.parse(b.entry.at) - Date.parse(a.entry.at) ||
        types.indexOf(a.entry.type) - types.indexOf(b.entry.type) ||
        b.entry.id - a.entry.id,
    );
  const results = scored.slice(0, limit).map(({ entry: { type, id }, score }) => ({ type, id, score }));
  return { results, total: scored.length };
}

function scoreByHand({ fields }: Entry, asked: readonly string[], q: string): number {
  const said = fields.map(wordsIn);
  const isWhole = wordsIn(q).join("") === wordsIn(fields[0]).join("");
  const scores = [0.95, 0.85, 0.75, 0.65, 0.5, 0.4];
  for (const [i, score] of scores.entries()) {
    const inReach = said.slice(0, Math.floor(i / 2) + 1).flat();
    const isFound = (word: string) =>
      inReach.some((candidate) => (i % 2 === 0 ? candidate === word : candidate.startsWith(word)));
    if (asked.every(isFound)) return i === 0 && isWhole ? 1 : score;
  }
  return 0;
}

/** Written apart from the product's normaliser, by what the promise says. */
function wordsIn(text: string): string[] {
  const plain = [...text.normalize("NFKD")]
    .filter((letter) => !/\p{M}/u.test(letter))
    .map((letter) => letter.toLowerCase())
    .join("")
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replaceAll("ı", "i")
    .replaceAll("ς", "σ");
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}

describe.each(engines)("the order of search results on %s", (engine) => {
  let house: TestApi;
  let key: string;
  let corpus: Entry[];

  beforeAll(async () => {
    house = await openTestApi({ engine, env: { RATE_LIMITS: "off" } });
    key = await house.key("crm");
    corpus = await fill(house);
  });
  afterAll(() => house.close());

  async function search(q: string, wanted: readonly Type[], limit: number) {
    const parameters = new URLSearchParams({ q, types: wanted.join(","), limit: String(limit) });
    const { status, body } = await house.request(`GET /search?${parameters}`, { key });
    expect(status).toBe(200);
    const results = body.data.results.map(({ type, id, score }: Entry & { score: number }) => ({ type, id, score }));
    return { results, total: body.data.total };
  }

  test.each(queries)("is what a look at every record gives: %s", async (q) => {
    for (const [wanted, limit] of [
      [types, 100],
      [types, 7],
      [["lead"], 20],
      [["note", "activity"], 1],
    ] as const) {
      expect(await search(q, wanted, limit)).toEqual(searchByHand(corpus, q, wanted, limit));
    }
  });

  test("holds after records changed, and lists find the same leads", async () => {
    const random = seeded(5);
    for (const entry of corpus.filter(({ type }) => type === "lead").slice(0, 40)) {
      const first_name = vocabulary[Math.floor(random() * vocabulary.length)] as string;
      const answer = await house.request(`PUT /leads/${entry.id}`, { key, body: { first_name, last_name: null } });
      expect(answer.status).toBe(200);
      const at = corpus.indexOf(entry);
      corpus[at] = { ...entry, fields: [first_name, entry.fields[1], entry.fields[2]] };
    }
    for (const q of queries) {
      const expected = searchByHand(corpus, q, ["lead"], 100);
      expect(await search(q, ["lead"], 100)).toEqual(expected);
      const list = await house.request(`GET /leads?per_page=1&search=${encodeURIComponent(q)}`, { key });
      expect(list.body.pagination.total).toBe(expected.total);
    }
  });
});

/** 250 records from a fixed seed, several of one second and of mixed kinds. */
async function fill(house: TestApi): Promise<Entry[]> {
  const random = seeded(20260310);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const some = (most: number) => Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(vocabulary));
  const space = await house.space();
  return await space.write(async (transaction) => {
    const corpus: Entry[] = [];
    for (let i = 0; i < 250; i += 1) {
      const now = timestamp(house.clock.now() + Math.floor(i / 3) * 60_000);
      const context = { ...transaction, space, now, request: noRequest };
      const type = pick(types);
      const [title, subtitle, more] = [some(3).join(" "), some(2).join(", "), ["Everyone", ...some(4)].join("\n")];
      const about = { entity_type: "lead", entity_id: 1 };
      if (type === "lead") {
        const { record } = await insertRecord(context, lead, {
          ...{ first_name: title, company_name: subtitle, phone: more, source: "test" },
        });
        corpus.push({ type, id: record["lead_id"], at: now, fields: [title, subtitle, more] });
      } else if (type === "activity") {
        const { record } = await insertRecord(context, activity, {
          ...{ ...about, type: "call", subject: title, description: more },
        });
        corpus.push({ type, id: record["activity_id"], at: now, fields: [title, "", more] });
      } else {
        const { record } = await insertRecord(context, note, { ...about, content: more });
        corpus.push({ type, id: record["note_id"], at: now, fields: ["", "", more] });
      }
    }
    return corpus;
  });
}
