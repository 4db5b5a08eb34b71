import { beforeEach, expect, test, vi } from "vitest";
import { createProver } from "./prove.ts";
import { tokenOf } from "./testing/people.ts";

const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
const never = () => () => {};

beforeEach(() => {
  warned.mockClear();
});

test.each([undefined, null, "", () => undefined, () => null, async () => ""])(
  "a page that names nobody is no mistake (%#)",
  async (given) => {
    expect(await createProver({ after: never }).prove(given)).toEqual({ person: null, reachable: false });
    expect(warned).not.toHaveBeenCalled();
  },
);

test.each([[["jo@example.com"]], [{ mail: "jo@example.com" }], [{ email: 7 }], [() => 7], [Symbol("jo")]])(
  "what is neither a token nor claims names nobody, and the page's developer hears it once (%#)",
  async (given) => {
    const { prove } = createProver({ after: never });
    for (let times = 0; times < 2; times += 1) expect(await prove(given)).toEqual({ person: null, reachable: false });
    expect(warned).toHaveBeenCalledTimes(1);
  },
);

test("a token's person and email are read in any script; a text that is no token names nobody by itself", async () => {
  const { prove } = createProver({ after: never });
  const payload = Buffer.from(JSON.stringify({ sub: "Łucja/7?", email: "lucja@example.com" })).toString("base64url");
  expect(await prove(`h.${payload}.s`)).toMatchObject({ person: "Łucja/7?", reachable: true });
  for (const text of ["no token", "a.b.c", "..", `h.${btoa("null")}.s`, `h.${btoa("{}")}.s`]) {
    expect(await prove(text)).toEqual({ identity: { token: text }, person: null, reachable: false });
  }
});

test("a function that fails, throws or is silent for 10 s says nothing of who is here, and never throws", async () => {
  const problems = [
    () => Promise.reject(new Error("503")),
    () => {
      throw new Error("boo");
    },
    () => new Promise(() => {}),
  ];
  const at = (milliseconds: number, call: () => void) => {
    expect(milliseconds).toBe(10_000);
    setTimeout(call);
    return () => {};
  };
  for (const given of problems) expect(await createProver({ after: at }).prove(given)).toEqual({ reachable: false });
  expect(warned).toHaveBeenCalledTimes(3);
});

test("a function is asked anew for each proof, but once where a page goes on with its person", async () => {
  let asked = 0;
  const given = () => tokenOf("ann", { asked: ++asked });
  const { prove, isStill } = createProver({ after: never });
  expect(await isStill("ann", given)).toBe(true);
  for (const count of [1, 2, 3]) {
    expect(await prove(given)).toMatchObject({ identity: { token: tokenOf("ann", { asked: count }) } });
  }
  expect(await isStill("bob", given)).toBe(false);
});

test("an answer that the server refused counts as none", async () => {
  const { prove } = createProver({ after: never });
  expect(await prove(tokenOf("ann"), "It has expired.")).toEqual({ person: null, reachable: false });
  expect(warned.mock.calls.flat()).toEqual([expect.stringContaining("It has expired.")]);
});
