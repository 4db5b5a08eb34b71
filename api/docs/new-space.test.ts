import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnyOperation } from "../kit/operation.ts";
import { operations } from "../resources/index.ts";
import { openTestSite, type TestSite } from "../testing/visitor.ts";

const exampleOf = (key: string) => (operations as readonly AnyOperation[]).find((one) => one.key === key)?.spec.example;

describe("on a new space, examples do what they show", () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await openTestSite("sqlite");
  });
  afterAll(() => site.close());

  test.each(["POST /leads", "POST /people", "POST /prospects", "POST /custom-fields"])(
    "%s makes a record",
    async (key) => {
      const { status, body } = await site.request(key, { key: site.secretKey, body: exampleOf(key) as object });
      expect([status, body.error]).toEqual([201, undefined]);
    },
  );

  test.each(["message", "messages", "identify", "page", "end"])(
    "POST /widget/%s works with a session of one's own",
    async (name) => {
      const key = `POST /widget/${name}`;
      const { session_id } = await site.visit();
      const body = { ...(exampleOf(key) as object), session_id };
      const answer = await site.request(key, { key: site.publicKey, body });
      expect([answer.status, answer.body.error]).toEqual([200, undefined]);
    },
  );
});
