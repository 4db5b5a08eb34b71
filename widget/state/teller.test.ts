import { expect, test } from "vitest";
import type { Connection } from "./connection.ts";
import { createTeller } from "./teller.ts";

function createScene() {
  const scene = { now: 0, url: "https://shop.example/", told: [] as unknown[], code: "" };
  const connection = {
    state: "online",
    request: async (_name: string, input: { page_url: string }) => {
      scene.told.push(input.page_url);
      return scene.code === "" ? { ok: true } : { ok: false, code: scene.code, message: "" };
    },
  } as unknown as Connection<never>;
  const page = () => ({ url: scene.url, title: "Shop", referrer: "", locale: "en" });
  return { scene, teller: createTeller(connection, { page, now: () => scene.now }) };
}

test("a page that comes too soon for the server is told a little later", () => {
  const { scene, teller } = createScene();
  teller.catchUp(undefined);
  scene.url = "https://shop.example/cart";
  scene.now = 1_900;
  teller.catchUp(undefined);
  expect(scene.told).toEqual(["https://shop.example/"]);
  scene.now = 2_100;
  teller.catchUp(undefined);
  teller.catchUp(undefined);
  expect(scene.told).toEqual(["https://shop.example/", "https://shop.example/cart"]);
});

test.each([
  ["UNAVAILABLE", "told again", 2],
  ["FORBIDDEN", "not told over and over", 1],
] as const)("a page that could not be told is, after %s, %s", async (code, _, times) => {
  const { scene, teller } = createScene();
  scene.code = code;
  teller.catchUp(undefined);
  await Promise.resolve();
  scene.now = 7_000;
  teller.catchUp(undefined);
  expect(scene.told).toHaveLength(times);
});

const away = { ok: false, code: "UNAVAILABLE", message: "" };

test.each([
  ["is told again when neither was heard", [away, away], [8, 10, 10]],
  ["once heard, is not told again for the sake of the one before", [away, { ok: true }], [8, 10]],
])("of two marks the further one %s", async (_, replies, seqs) => {
  const told: unknown[] = [];
  const connection = {
    state: "online",
    request: async (name: string, { seq }: { seq: number }) => {
      if (name !== "conversation:read") return { ok: true };
      told.push(seq);
      return replies[told.length - 1] ?? { ok: true };
    },
  } as unknown as Connection<never>;
  const page = () => ({ url: "https://shop.example/", title: "Shop", referrer: "", locale: "en" });
  const teller = createTeller(connection, { page, now: () => 0 });
  const [some, all] = [8, 10].map((seq) => ({ conversation_id: 7, by: "visitor" as const, seq }));
  teller.catchUp(some);
  teller.catchUp(all);
  await Promise.resolve();
  teller.catchUp(all);
  expect(told).toEqual(seqs);
});
