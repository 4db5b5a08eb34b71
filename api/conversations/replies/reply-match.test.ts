import { describe, expect, test } from "vitest";
import { ticketTexts } from "./flows/ticket-texts.ts";
import { chooseReply, matchRule } from "./reply-match.ts";
import { type ReplyRule, replyRules, upgradeRules } from "./reply-rules.ts";
import { fillVariables } from "./reply-text.ts";

const rule = (any_of: string[], more: Partial<ReplyRule> = {}): ReplyRule => ({
  any_of,
  reply: any_of[0] ?? "",
  suggested_actions: [],
  ...more,
});
const ticket = ticketTexts.parse({});
interface Circumstances {
  readonly page_url?: string;
  readonly open?: boolean;
  readonly contact_given?: boolean;
  readonly contact_known?: boolean;
}
const at = (text: string, more: Circumstances = {}) => ({
  text,
  page_url: more.page_url ?? null,
  open: more.open ?? true,
  contact_given: more.contact_given ?? false,
  contact_known: more.contact_known ?? false,
});

describe("a rule matches", () => {
  test.each([
    ["whole words only", "print", "my fingerprint reader", false],
    ["whatever the case", "printer", "PRINTER!!!", true],
    ["whatever the accents", "cafe", "Café", true],
    ["whatever the accents of the rule", "réseau", "le reseau est lent", true],
    ["phrases as a whole", "how much", "so how  much, please?", true],
    ["phrases in their order only", "how much", "much how", false],
    ["across hyphens", "e-mail", "e mail", true],
    ["apostrophes of every kind", "won't start", "it won’t start", true],
    ["nothing, when the phrase has no word", "?!", "anything?!", false],
    ["scripts without spaces by whole runs", "価格", "価格 は？", true],
  ])("%s: %s in %s is %s", (_, phrase, text, expected) => {
    expect(matchRule([rule([phrase])], at(text)) !== null).toBe(expected);
  });

  test("the first by position", () => {
    expect(matchRule([rule(["printer"]), rule(["email"])], at("email my printer"))?.any_of).toEqual(["printer"]);
  });

  test.each([
    ["/pricing", "https://a.example/pricing?x=1", true],
    ["/pricing", "https://a.example/pricing/more", false],
    ["/blog/*", "https://a.example/blog/2026/x", true],
    ["*/help*", "https://a.example/en/help-center", true],
    ["/a*a", "https://a.example/a", false],
    ["/blog/*", undefined, false],
    ["/blog/*", "no address at all", false],
    ["*", "https://a.example/", true],
    ["/caf\u00e9*", "https://a.example/caf%C3%A9/menu", true],
    ["/a.c", "https://a.example/abc", false],
    ["(a+)+$", `https://a.example/${"a".repeat(2000)}!`, false],
    [`${"*a".repeat(149)}*b`, `https://a.example/${"a".repeat(2000)}`, false],
    ["/%zz*", "https://a.example/%zz", true],
  ])("only on its pages: %s on %s is %s", (page, page_url, expected) => {
    const situation = page_url ? at("hi", { page_url }) : at("hi");
    expect(matchRule([rule(["hi"], { page })], situation) !== null).toBe(expected);
  });

  test("only when the message is no longer than it says", () => {
    const rules = [rule(["hi"], { max_words: 2 })];
    expect(matchRule(rules, at("Hi, there!"))).not.toBeNull();
    expect(matchRule(rules, at("hi my printer"))).toBeNull();
  });

  test("on every condition at once", () => {
    const rules = [rule(["hi"], { page: "/pricing*", hours: "closed", contact: "known" })];
    const all = { page_url: "https://a.example/pricing", open: false, contact_known: true };
    expect(matchRule(rules, at("hi", all))).not.toBeNull();
    const others = [{ open: true }, { contact_known: false }, { page_url: "https://a.example/" }];
    for (const other of others) expect(matchRule(rules, at("hi", { ...all, ...other }))).toBeNull();
    expect(matchRule(rules, at("ho", all))).toBeNull();
  });

  test("without any condition always, and with phrases of no word never", () => {
    expect(matchRule([rule(["\u{1F642}"])], at("\u{1F642}"))).toBeNull();
    expect(matchRule([rule([])], at("\u{1F642}"))).not.toBeNull();
  });

  test("only in its hours", () => {
    const rules = [rule(["hi"], { hours: "open", reply: "in" }), rule(["hi"], { hours: "closed", reply: "out" })];
    expect(matchRule(rules, at("hi", { open: true }))?.reply).toBe("in");
    expect(matchRule(rules, at("hi", { open: false }))?.reply).toBe("out");
  });
});

describe("whether the visitor can be reached", () => {
  const rules = [
    rule(["printer"], { reply: "printer" }),
    rule([], { contact: "given", reply: "given" }),
    rule([], { contact: "known", reply: "known" }),
  ];
  const fallback = { reply: "fallback", suggested_actions: [] };
  const answer = (text: string, more: Circumstances) =>
    chooseReply({ rules, fallback, ticket }, [at(text, more)]).reply;

  test.each([
    ["a known topic comes first", "my printer, jo@a.example", { contact_given: true }, "printer"],
    ["who gives an email is not asked for it", "jo@a.example", { contact_given: true }, "given"],
    ["who is known is not asked for it", "hm", { contact_known: true }, "known"],
    ["who is not known is asked", "hm", {}, "fallback"],
  ])("%s", (_, text, more, expected) => {
    expect(answer(text, more)).toBe(expected);
  });
});

describe("messages that arrived together get one answer", () => {
  const list = {
    rules: [
      rule(["human"], { reply: "person", action: "talk_to_person" }),
      rule(["printer"], { reply: "printer", action: "service_status" }),
    ],
    fallback: { reply: "fallback", suggested_actions: [] },
    ticket,
  };

  test.each([
    [["printer", "hello?"], "printer", "service_status"],
    [["human please", "my printer"], "person", "talk_to_person"],
    [["hello", "anyone?"], "fallback", undefined],
  ])("%j gets %s", (texts, reply, action) => {
    const chosen = chooseReply(
      list,
      texts.map((text) => at(text)),
    );
    expect([chosen.reply, chosen.action]).toEqual([reply, action]);
  });
});

test("variables are filled in, unknown ones left out, and values are not read as templates", () => {
  expect(fillVariables("{{company_name}} {{ nobody }}{{constructor}}!", { company_name: "A {{nobody}} & Co $&" })).toBe(
    "A {{nobody}} & Co $& !",
  );
});

test("the largest list answers the longest message within two milliseconds", () => {
  const phrase = (list: number, index: number) => `word${(list * 7 + index) % 50} again${index} rare${list}`;
  const rules = Array.from({ length: 200 }, (_, list) =>
    rule(Array.from({ length: 100 }, (_, index) => phrase(list, index))),
  );
  const text = Array.from({ length: 400 }, (_, index) => `word${index % 50}`)
    .join(" ")
    .slice(0, 4000);
  const situation = at(text);
  matchRule(rules, situation);
  const times = Array.from({ length: 20 }, () => {
    const before = performance.now();
    matchRule(rules, situation);
    return performance.now() - before;
  });
  expect(times.sort((one, other) => one - other)[10]).toBeLessThan(2);
});

describe("stored rules", () => {
  const stored = {
    rules: [
      { any_of: ["human"], reply: "A person comes.", suggested_actions: [], wants_person: true },
      { any_of: ["printer"], reply: "Which one?", suggested_actions: [], wants_person: false },
    ],
    fallback: { reply: "Pardon?", suggested_actions: [] },
  };

  test("of an older version are read as what they meant", () => {
    const { rules, ticket: texts } = replyRules.parse(upgradeRules(stored));
    expect(rules.map(({ action }) => action)).toEqual(["talk_to_person", undefined]);
    expect(texts).toEqual(ticket);
  });

  test.each([null, 7, "x", [], { rules: 7 }, { rules: [null, "x", []] }])(
    "that are none stay what they are: %j",
    (value) => {
      expect(upgradeRules(value)).toEqual(value);
    },
  );

  test.each([
    [{ rules: [{ any_of: [], reply: "x", action: "dance" }] }],
    [{ rules: [{ any_of: [], reply: "x", max_words: 0 }] }],
    [{ rules: [{ any_of: [], reply: "x", wants_person: true }] }],
    [{ rules: [], ticket: { cancel: [] } }],
    [{ rules: [], ticket: { ask_age: "How old are you?" } }],
  ])("are refused when they say what nobody knows: %j", (rules) => {
    expect(replyRules.safeParse({ fallback: stored.fallback, ...rules }).success).toBe(false);
  });
});
