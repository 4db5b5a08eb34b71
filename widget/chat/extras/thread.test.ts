import { describe, expect, test } from "vitest";
import type { ThreadItem } from "../../state/types.ts";
import { en } from "../../ui/locales/en.ts";
import { durationIn } from "./duration.ts";
import { cardPlace, mayRate, quickReplies } from "./thread.ts";
import { toTranscript } from "./transcript.ts";

function item(key: string, kind: ThreadItem["sender"]["kind"], change: Partial<ThreadItem> = {}): ThreadItem {
  return {
    key,
    type: "message",
    own: kind === "visitor",
    sender: { kind, name: kind === "agent" ? "Anna" : null },
    body: key,
    createdAt: new Date(2026, 2, 3, 9, 41).toISOString(),
    delivery: null,
    problem: null,
    suggestedActions: [],
    ...change,
  };
}

describe("the thread's extras", () => {
  test("the email card stands behind the first automatic reply to the visitor", () => {
    expect(cardPlace([item("hello", "bot"), item("q", "visitor")])).toBeNull();
    expect(cardPlace([item("hello", "bot"), item("q", "visitor"), item("r1", "bot"), item("r2", "bot")])).toBe("r1");
  });

  test("a new conversation has its own place for the card", () => {
    const old = [item("q", "visitor"), item("r", "bot"), item("end", "system", { type: "ended" })];
    expect(cardPlace(old)).toBeNull();
    expect(cardPlace([...old, item("q2", "visitor"), item("r2", "bot")])).toBe("r2");
  });

  test("quick replies are those of the newest automatic reply only", () => {
    const reply = item("r", "bot", { suggestedActions: ["Yes", "No"] });
    expect(quickReplies([reply])).toEqual(["Yes", "No"]);
    expect(quickReplies([reply, item("q", "visitor")])).toEqual([]);
    expect(quickReplies([])).toEqual([]);
  });

  test("a rated chat is not asked about again", () => {
    const ended = item("end", "system", { type: "ended" });
    expect(mayRate([ended])).toBe(true);
    expect(mayRate([ended, item("rated", "system", { type: "rated" })])).toBe(false);
  });

  test("the transcript names who said what and when", () => {
    const lines = toTranscript([item("Hi", "visitor"), item("Hello", "agent"), item("Auto", "bot")], en, "de", "Acme");
    expect(lines).toBe("[03.03.26, 09:41] You: Hi\n[03.03.26, 09:41] Anna: Hello\n[03.03.26, 09:41] Acme: Auto\n");
  });

  test("a reply time is told in minutes, from an hour on in hours", () => {
    expect(durationIn("de", 5)).toBe("5 Min.");
    expect(durationIn("de", 130)).toBe("2 Std.");
  });
});
