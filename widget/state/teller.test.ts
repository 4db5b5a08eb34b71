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
  teller.catchUp();
  scene.url = "https://shop.example/cart";
  scene.now = 1_900;
  teller.catchUp();
  expect(scene.told).toEqual(["https://shop.example/"]);
  scene.now = 2_100;
  teller.catchUp();
  teller.catchUp();
  expect(scene.told).toEqual(["https://shop.example/", "https://shop.example/cart"]);
});

test.each([
  ["UNAVAILABLE", "told again", 2],
  ["FORBIDDEN", "not told over and over", 1],
] as const)("a page that could not be told is, after %s, %s", async (code, _, times) => {
  const { scene, teller } = createScene();
  scene.code = code;
  teller.catchUp();
  await Promise.resolve();
  scene.now = 7_000;
  teller.catchUp();
  expect(scene.told).toHaveLength(times);
});
