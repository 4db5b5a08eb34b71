import { expect, test } from "vitest";
import type { AgentSends, Done, ReadMark, Refusal } from "../../gateway/protocol.ts";
import type { Connection } from "../state/connection.ts";
import { ReadMarks } from "./read-marks.ts";

type Code = Refusal["code"];

const refusal = (code: Code): Refusal => ({ ok: false, code, message: code });

/** A server that gives these answers, one a mark, then takes all. */
function stage(...codes: (Code | null)[]) {
  const told: string[] = [];
  const known: ReadMark[] = [];
  const answers = codes.map((code): Done | Refusal => (code === null ? { ok: true } : refusal(code)));
  const connection = {
    request: async (_name: string, { conversation_id, seq }: { conversation_id: number; seq: number }) => {
      told.push(`${conversation_id}:${seq}`);
      return answers[told.length - 1] ?? { ok: true };
    },
  } as unknown as Connection<AgentSends>;
  const marks = new ReadMarks(connection, { read: (mark) => void known.push(mark) });
  return { marks, told, known };
}

/** Lets everything happen that nothing holds up. */
const settled = () => new Promise((resolve) => setTimeout(resolve));

test("what was read while the connection was away is told once it is back, and only once", async () => {
  const { marks, told } = stage("UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE");
  marks.mark(1, 5);
  marks.mark(1, 7);
  marks.mark(2, 3);
  await settled();
  marks.catchUp();
  await settled();
  marks.catchUp();
  expect(told.slice(3)).toEqual(["1:7", "2:3"]);
});

test.each([
  ["SERVER_ERROR", "is told again", 2],
  ["RATE_LIMITED", "is told again", 2],
  ["FORBIDDEN", "is not told again", 1],
  ["NOT_FOUND", "is not told again", 1],
] as const)("a mark that the server answers with %s %s", async (code, _, times) => {
  const { marks, told } = stage(code);
  marks.mark(1, 5);
  await settled();
  marks.catchUp();
  expect(told).toHaveLength(times);
});

test("a mark that is on its way is not told once more", () => {
  const { marks, told } = stage();
  marks.mark(1, 5);
  marks.mark(1, 5);
  marks.catchUp();
  expect(told).toEqual(["1:5"]);
});

test.each([
  ["is told again when neither was heard", ["UNAVAILABLE", "UNAVAILABLE"], ["1:5", "1:7", "1:7"]],
  ["once heard, is not told again for the sake of the one before", ["UNAVAILABLE", null], ["1:5", "1:7"]],
] as const)("of two marks the further one %s", async (_, codes, all) => {
  const { marks, told } = stage(...codes);
  marks.mark(1, 5);
  marks.mark(1, 7);
  await settled();
  marks.catchUp();
  expect(told).toEqual(all);
});

test("the inbox knows of a mark when the server does, whatever becomes of the fact", async () => {
  const { marks, known } = stage("UNAVAILABLE");
  marks.mark(1, 5);
  await settled();
  expect(known).toEqual([]);
  marks.catchUp();
  await settled();
  expect(known).toEqual([{ conversation_id: 1, by: "agent", seq: 5 }]);
});
