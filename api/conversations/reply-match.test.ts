import { describe, expect, test } from "vitest";
import { defaultReplies } from "./default-replies.ts";
import { chooseReply, fillVariables, matchRule, type ReplyRule, replyRules } from "./reply-rules.ts";

const rule = (any_of: string[], more: Partial<ReplyRule> = {}): ReplyRule => ({
  any_of,
  reply: any_of[0] ?? "",
  suggested_actions: [],
  wants_person: false,
  ...more,
});
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
  ])("only on its pages: %s on %s is %s", (page, page_url, expected) => {
    const situation = page_url ? at("hi", { page_url }) : at("hi");
    expect(matchRule([rule(["hi"], { page })], situation) !== null).toBe(expected);
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
  const answer = (text: string, more: Circumstances) => chooseReply({ rules, fallback }, [at(text, more)]).reply;

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
    rules: [rule(["human"], { reply: "person", wants_person: true }), rule(["printer"], { reply: "printer" })],
    fallback: { reply: "fallback", suggested_actions: [] },
  };

  test.each([
    [["printer", "hello?"], "printer", false],
    [["human please", "my printer"], "person", true],
    [["hello", "anyone?"], "fallback", false],
  ])("%j gets %s", (texts, reply, wants_person) => {
    const chosen = chooseReply(
      list,
      texts.map((text) => at(text)),
    );
    expect(chosen).toMatchObject({ reply, wants_person });
  });
});

test("variables are filled in, unknown ones left out, and values are not read as templates", () => {
  expect(fillVariables("{{company_name}} {{ nobody }}{{constructor}}!", { company_name: "A {{nobody}} & Co $&" })).toBe(
    "A {{nobody}} & Co $& !",
  );
});

describe("the default set", () => {
  const topic = (text: string) => matchRule(defaultReplies.rules, at(text))?.reply.slice(0, 24) ?? "fallback";

  test.each([
    ["I need help with my email", "I can help with email is"],
    ["Outlook keeps asking me for something", "I can help with email is"],
    ["I forgot my password", "I can help with sign-in "],
    ["I'm locked out of my account!!", "I can help with sign-in "],
    ["can't log in to Office since this morning", "I can help with sign-in "],
    ["The wifi in our office keeps dropping", "Let's look at the connec"],
    ["VPN won't connect from home", "Let's look at the connec"],
    ["internet is so slow today", "Let's look at the connec"],
    ["printer says paper jam but there is none", "Printer trouble, underst"],
    ["cannot print to the 2nd floor", "Printer trouble, underst"],
    ["my laptop is really slow", "Sorry that your computer"],
    ["blue screen again :(", "Sorry that your computer"],
    ["how much do you charge for 20 users?", "Happy to help with prici"],
    ["Could I get a quote for managed IT", "Happy to help with prici"],
    ["can I talk to a human please", "I've asked the {{company"],
    ["I want to speak to someone about my email", "I've asked the {{company"],
    ["what are your opening hours?", "Our team is available {{"],
    ["are you open on saturday", "Our team is available {{"],
    ["Is the server down?", "{{service_status}}"],
    ["Create ticket", "Let's open a ticket. Ple"],
    ["hi", "fallback"],
    ["do you support dental practices?", "fallback"],
  ])("%s → %s", (text, reply) => {
    expect(topic(text)).toBe(reply);
  });

  test("every suggested action, sent back, is answered by a rule, in and outside hours", () => {
    const actions = [...defaultReplies.rules, defaultReplies.fallback].flatMap((one) => one.suggested_actions);
    const unanswered = [...new Set(actions)].filter(
      (text) => ![true, false].every((open) => matchRule(defaultReplies.rules, at(text, { open }))),
    );
    expect(unanswered).toEqual([]);
  });

  test("no rule suggests what it just answered", () => {
    const circles = defaultReplies.rules.flatMap((one) =>
      one.suggested_actions.filter((text) => matchRule([one], at(text, { open: one.hours !== "closed" }))),
    );
    expect(circles).toEqual([]);
  });

  test("is what the settings accept", () => {
    expect(replyRules.parse(defaultReplies)).toEqual(defaultReplies);
  });
});
