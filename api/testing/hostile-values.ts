/** Stands for a number in a value until it is written as JSON. */
const mark = "number\u2063";

function asNumber(text: string): string {
  return mark + text;
}

/** JSON of a value, with its odd numbers as they are spelt. */
export const toJson = (value: unknown) => JSON.stringify(value).replace(new RegExp(`"${mark}([^"]*)"`, "g"), "$1");

export const texts: readonly string[] = [
  ...["", " ", "\0", "a\0b", "\ud800", "x\udfff", "‮txt", "ﷺ", "𞤀𞤁", "İıß", "null", "undefined", "NaN"],
  ...["' or 1=1 --", '"; drop table leads; --', "%", "_", "\\", '%"]', "*", '"', "NEAR(a b)", "title : x", "a* OR b"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "<script>alert(1)</script>", "../../etc/passwd"],
  ...["=1+1", "{}", "[]", "a,b", ",", "none", "all", "true", "0", "-0", "1", "-1", "1.5", "1e400", "0x10", "00012"],
  ...[
    "9007199254740991",
    "9007199254740993",
    "9223372036854775808",
    "1".repeat(40),
    "2026-02-30",
    "2026-13-45T99:99:99Z",
  ],
  ...["0000-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "+275760-09-13T00:00:00Z", "a@b.co", "\ud800@b.co"],
  ...["x".repeat(300), "é".repeat(5000), "x".repeat(65_536)],
];

/** Numbers as a body may spell them; JavaScript could not write all of these. */
export const oddNumbers = ["-0", "1e400", "9007199254740993", "-9223372036854775809", "1e-400", "1".repeat(40)];

export const oddValues: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 1e21, 1e308, 9007199254740991, 2 ** 63, ...oddNumbers.map(asNumber)],
  ...[[], {}, [[]], [null], ["\0"], { a: { b: "\0" } }, { constructor: 1 }, JSON.parse('{"__proto__":{"x":1}}')],
];

/** The fields that the made-up cursors sort by. */
export const sorts = ["created_at", "score", "first_name", "is_pinned"];

/** Texts that name a list cursor, well formed but made up. */
export const cursors = [
  ["created_at", "desc", "a\0b", 1],
  ["score", "desc", "abc", 1],
  ["score", "desc", 1.5, 1],
  ["score", "desc", 1e300, 1],
  ["first_name", "desc", 5, 1],
  ["is_pinned", "desc", true, 1],
  ["is_pinned", "desc", "x", 1],
  ["created_at", "desc", null, -1],
  ["created_at", "desc", "2026-01-01T00:00:00Z", 9007199254740991],
].map((cursor) => Buffer.from(JSON.stringify(cursor)).toString("base64url"));

export const junkHeaders: readonly Readonly<Record<string, string | string[]>>[] = [
  { "If-Match": "*" },
  { "If-Match": 'W/"1-x", "2-y"' },
  { "If-Match": '"99999999999999999999-x"' },
  { "If-None-Match": "*" },
  { "If-None-Match": '"a", W/"b"' },
  { "X-Widget-Session": "junk" },
  { "X-Widget-Session": "é\u00ff" },
  { "X-Widget-Session": `ws_${"a".repeat(32)}` },
  { "X-Widget-Session": ["ws_a", "ws_b"] },
  { "X-Request-Id": "x" },
  { "X-Request-Id": ["aaaaaaaa", "bbbbbbbb"] },
  { "X-Valethon-Mode": "TEST" },
  { "X-Valethon-Mode": "test" },
  { "Idempotency-Key": "" },
  { "Idempotency-Key": "same" },
  { "Idempotency-Key": "x".repeat(300) },
  { "X-API-Key": ["a", "b"] },
  { Authorization: "Bearer crm_junk" },
  { Cookie: "valethon=junk; valethon=; =; ;;" },
  { Origin: "null" },
  { Origin: "https://evil.example" },
  { "X-Forwarded-For": "1.2.3.4, junk" },
  { "User-Agent": "x".repeat(2000) },
  { Accept: "text/csv" },
  { "Content-Type": "text/plain" },
  { "Content-Type": "application/json; charset=nonsense" },
  { "Content-Encoding": "gzip" },
  { "Content-Encoding": "deflate" },
  { "Content-Encoding": "br" },
  { "Content-Encoding": "nonsense" },
];

export const rawBodies: readonly string[] = ["", "null", "[]", '"x"', "5", "{", "{}}", '{"a":1e999}', "[".repeat(5000)];
