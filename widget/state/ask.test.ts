import { expect, test } from "vitest";
import { createAsk } from "./ask.ts";

/** A server that answers when it is told to. */
function bench() {
  const calls: { readonly url: string; answer(status: number, body: unknown): void }[] = [];
  const fetch = (url: string) =>
    new Promise<Response>((resolve) => {
      calls.push({ url, answer: (status, body) => resolve(Response.json(body, { status })) });
    });
  const ask = createAsk({
    apiBase: "https://acme.example/api",
    publicKey: "pk_live_1",
    session: { id: "ws_1" },
    environment: { fetch },
  });
  const paths = () => calls.map(({ url }) => url.replace("https://acme.example/api/widget/", ""));
  return { ask, calls, paths };
}

test("what is posted to one path goes out in the order of the calls, whatever becomes of each", async () => {
  const { ask, calls, paths } = bench();
  const first = ask("track", { event: "one" });
  const second = ask("track", { event: "two" });
  void ask("attributes", {});
  void ask("conversations");
  await expect.poll(paths).toEqual(["conversations", "track", "attributes"]);
  calls[1]?.answer(500, { error: "It failed.", code: "SERVER_ERROR" });
  expect(await first).toMatchObject({ ok: false, code: "SERVER_ERROR" });
  await expect.poll(paths).toEqual(["conversations", "track", "attributes", "track"]);
  calls[3]?.answer(200, { data: { stored: true } });
  expect(await second).toEqual({ ok: true, value: { stored: true } });
});

test("which fields are wrong is told", async () => {
  const { ask, calls } = bench();
  const answer = ask("identify", { identity: { email: "x" } });
  await expect.poll(() => calls.length).toBe(1);
  const details = [{ field: "identity.email", code: "invalid", message: "This is not an email address." }];
  calls[0]?.answer(400, { error: "This is not an email address.", code: "VALIDATION_ERROR", details });
  expect(await answer).toMatchObject({ ok: false, code: "VALIDATION_ERROR", details });
});
