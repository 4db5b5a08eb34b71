import { Writable } from "node:stream";
import pino from "pino";
import { expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { createOutageLines } from "./outage-lines.ts";

function open() {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  let now = 0;
  const log = pino({ base: null, hooks: { logMethod: createOutageLines(() => now) } }, stream);
  return { log, lines, pass: (milliseconds: number) => (now += milliseconds) };
}

const full = Object.assign(new Error("database or disk is full"), { code: "SQLITE_FULL" });
const away = new AppError("UNAVAILABLE", "Try again shortly.", { cause: full });

test("of an outage one line in ten seconds is written, with how many were left out", () => {
  const { log, lines, pass } = open();
  for (let call = 0; call < 1000; call += 1) log.error({ err: full, request_id: `r${call}` }, "UNAVAILABLE");
  expect(lines).toMatchObject([{ msg: "UNAVAILABLE", request_id: "r0" }]);
  pass(10_000);
  log.error({ err: full, request_id: "later" }, "UNAVAILABLE");
  expect(lines.slice(1)).toMatchObject([{ msg: "UNAVAILABLE", request_id: "later", left_out: 999 }]);
});

test("each who suffers from it is heard once, and a second cause is another outage", () => {
  const { log, lines } = open();
  for (const message of ["deliveries could not be taken", "housekeeping failed"]) {
    for (let round = 0; round < 3; round += 1) log.error({ err: away }, message);
  }
  log.error({ err: full }, "UNAVAILABLE");
  log.error({ err: Object.assign(new Error("locked"), { code: "SQLITE_BUSY" }) }, "UNAVAILABLE");
  expect(lines.map(({ msg }) => msg)).toEqual([
    "deliveries could not be taken",
    "housekeeping failed",
    "UNAVAILABLE",
    "UNAVAILABLE",
  ]);
});

test("every other line is written as often as it comes, and as it is", () => {
  const { log, lines } = open();
  for (let round = 0; round < 2; round += 1) {
    log.error({ err: new AppError("SERVER_ERROR", "Something went wrong.") }, "SERVER_ERROR");
    log.warn({ space: "main_live" }, "webhook disabled");
    log.info("started");
  }
  expect(lines.map(({ msg }) => msg)).toEqual(
    [...Array(2)].flatMap(() => ["SERVER_ERROR", "webhook disabled", "started"]),
  );
});
