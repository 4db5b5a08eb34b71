import { expect, test } from "vitest";
import { NotePad } from "./note-pad.ts";

function setUp() {
  const sent: string[] = [];
  const answers: (string | null)[] = [];
  let made = 0;
  const pad = new NotePad({
    async send(conversationId, text, clientId) {
      sent.push(`${conversationId} ${text} ${clientId.slice(-2)}`);
      return answers.shift() ?? null;
    },
    bytes(length) {
      made += 1;
      return new Uint8Array(length).fill(made);
    },
  });
  return { pad, sent, answers };
}

test("a note whose answer was lost is sent again under its id, another one under another", async () => {
  const { pad, sent, answers } = setUp();
  answers.push("No connection");
  expect(await pad.send(1, "Likes tea")).toBe("No connection");
  expect(await pad.send(1, "Likes tea")).toBeNull();
  await pad.send(1, "Likes tea");
  await pad.send(2, "Likes tea");
  expect(sent).toEqual(["1 Likes tea 01", "1 Likes tea 01", "1 Likes tea 02", "2 Likes tea 03"]);
});

test("ids are what the API takes for one", async () => {
  const ids: string[] = [];
  const pad = new NotePad({
    send: async (_id, _text, clientId) => {
      ids.push(clientId);
      return null;
    },
    bytes: (length) => new Uint8Array(length),
  });
  await pad.send(1, "x");
  expect(ids[0]).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
});
