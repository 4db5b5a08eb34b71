import { expect, test } from "vitest";
import { parseExposition } from "./exposition.ts";

const good = [
  "# HELP sockets Sockets open.",
  "# TYPE sockets gauge",
  'sockets{namespace="/widget",note="a \\"quoted\\" \\\\ line\\n"} 3',
  "",
  "# HELP seconds How long.",
  "# TYPE seconds histogram",
  'seconds_bucket{le="0.5"} 1',
  'seconds_bucket{le="+Inf"} 2',
  "seconds_sum 1.5e-7",
  "seconds_count 2",
  "",
];

test("the format is read with its escapes, its buckets and its numbers", () => {
  const told = parseExposition(good.join("\n"));
  expect(told.value("sockets", { note: 'a "quoted" \\ line\n' })).toBe(3);
  expect(told.value("seconds_bucket", { le: "+Inf" })).toBe(2);
  expect(told.value("seconds_sum")).toBe(1.5e-7);
  expect(() => told.value("seconds_bucket")).toThrow("several");
});

test.each([
  ["a line that is nothing", 2, "sockets three"],
  ["a label without quotes", 2, "sockets{namespace=widget} 3"],
  ["a label twice", 2, 'sockets{a="1",a="2"} 3'],
  ["an escape that there is none of", 2, 'sockets{a="\\t"} 3'],
  ["a number in words", 2, "sockets 3,5"],
  ["a sample of another metric", 2, "plugs 3"],
  ["a type that there is none of", 1, "# TYPE sockets metre"],
  ["a metric in two places", 4, "# HELP sockets Sockets open."],
  ["buckets that fall", 7, 'seconds_bucket{le="+Inf"} 0'],
  ["no last bucket", 7, 'seconds_bucket{le="2"} 2'],
  ["a count that is not the last bucket's", 9, "seconds_count 3"],
  ["a series twice", 7, 'seconds_bucket{le="0.5"} 1'],
])("%s is refused", (_what, place, line) => {
  expect(() => parseExposition(good.with(place, line).join("\n"))).toThrow();
});
