import { describe, expect, test } from "vitest";
import { findContact } from "../contact-details.ts";
import { defaultReplies } from "./default-replies.ts";
import { saysOnly } from "./flows/answers.ts";
import { type ChosenReply, chooseReply, matchRule } from "./reply-match.ts";
import { replyRules } from "./reply-rules.ts";

const at = (text: string, open = true) => ({
  ...{ text, open, page_url: null, contact_known: false },
  contact_given: Object.keys(findContact(text, "US")).length > 0,
});
const { rules, fallback } = defaultReplies;

/** Each topic by words of its answer. */
const topics = {
  person: "to join you here",
  away: "Our team is away right now",
  angry: "raised this with",
  ticket: "Let's open a ticket",
  status: "{{service_status}}",
  hours: "Our team is available {{agent_hours}}",
  offer: "Thank you for the offer",
  job: "working with {{company_name}}",
  pricing: "Happy to help with pricing",
  billing: "billing questions",
  password: "sign-in problems",
  email: "email issues",
  printer: "Printer trouble",
  network: "look at the connection",
  computer: "computer is holding you up",
  thanks: "You're welcome",
  hello: "Hello! How can",
  fine: "All right. Tell us",
  bot: "the automatic reply of",
  reachable: "now we can reach you",
  fallback: "Could you tell us a bit more",
} as const;
type Topic = keyof typeof topics;

const topicOf = ({ reply }: ChosenReply) =>
  Object.entries(topics)
    .filter(([, words]) => reply.includes(words))
    .map(([topic]) => topic)
    .join();

const talk = "Talk to a person";
const ticket = "Create ticket";
const status = "Check service status";

describe("the first messages of real people", () => {
  test.each<[string, Topic, string[]]>([
    ["I need help with my email", "email", [ticket, status]],
    ["outlook wont open since the update 😩", "email", [ticket, status]],
    ["we're not recieving any emials", "email", [ticket, status]],
    ["I think I clicked on a phishing link, what now", "email", [ticket, status]],
    ["I forgot my pasword", "password", [ticket, talk]],
    ["LOCKED OUT OF MY ACCOUNT AGAIN", "password", [ticket, talk]],
    ["Hi there, I can't log in to Office since this morning. Thanks in advance!", "password", [ticket, talk]],
    ["Passwort vergessen", "password", [ticket, talk]],
    ["The wifi in our office keeps dropping", "network", [status, ticket, talk]],
    ["vpn wont connect from home", "network", [status, ticket, talk]],
    ["internet is so slow today", "network", [status, ticket, talk]],
    ["printer says paper jam but there is none", "printer", [ticket, talk]],
    ["hi my pinter is dead", "printer", [ticket, talk]],
    ["Drucker druckt nicht", "printer", [ticket, talk]],
    ["mon imprimante ne marche plus", "printer", [ticket, talk]],
    ["my laptop is really slow and I have a presentation in 20 minutes", "computer", [ticket, talk]],
    ["blue screen again :(", "computer", [ticket, talk]],
    ["how much do you charge for 20 users?", "pricing", [talk, "Opening hours"]],
    ["Could I get a quote for managed IT? We are a law firm, 35 seats.", "pricing", [talk, "Opening hours"]],
    ["Pricing", "pricing", [talk, "Opening hours"]],
    ["Bonjour, quels sont vos tarifs ?", "pricing", [talk, "Opening hours"]],
    ["I was charged twice on my last invoice", "billing", [ticket, talk]],
    ["can I talk to a human please", "person", [ticket, status]],
    ["AGENT", "person", [ticket, status]],
    ["I want to speak to someone about my email", "person", [ticket, status]],
    ["pls call me 212 555 0123", "person", [ticket, status]],
    ["Kann ich mit einem Menschen sprechen?", "person", [ticket, status]],
    ["this is the THIRD time I write, nobody answers!!! unacceptable", "angry", [ticket, status]],
    ["our server got hacked, ransomware note on every screen", "angry", [ticket, status]],
    ["what are your opening hours?", "hours", [talk, ticket]],
    ["are you open on saturday", "hours", [talk, ticket]],
    ["Is the server down?", "status", [ticket, talk]],
    ["status", "status", [ticket, talk]],
    ["is there an outage right now or is it just us", "status", [ticket, talk]],
    ["Create ticket", "ticket", [talk]],
    ["please open a ticket for me", "ticket", [talk]],
    ["Are you hiring? I'd love to send you my resume", "job", [talk, "Opening hours"]],
    ["Hello sir, we do SEO and can rank your website on page 1 of Google", "offer", ["Pricing"]],
    ["You can email me at jane@globex.example", "reachable", [talk, ticket, status]],
    ["jane@globex.example", "reachable", [talk, ticket, status]],
    ["It's Jo, (212) 555-0123", "reachable", [talk, ticket, status]],
    ["Outlook is broken, write to jane@globex.example", "email", [ticket, status]],
    ["hi", "hello", [talk, ticket, status, "Pricing"]],
    ["Good morning 👋", "hello", [talk, ticket, status, "Pricing"]],
    ["ok", "fine", [talk, ticket]],
    ["thx!", "thanks", [talk]],
    ["human please", "person", [ticket, status]],
    ["I need a human", "person", [ticket, status]],
    ["representative", "person", [ticket, status]],
    ["the print agent crashed again", "printer", [ticket, talk]],
    ["the operator panel shows an error", "fallback", [talk, ticket, status, "Pricing"]],
    ["Our human resources folder is missing", "fallback", [talk, ticket, status, "Pricing"]],
    ["are you a bot?", "bot", [talk, ticket]],
    ["Am I talking to a robot", "bot", [talk, ticket]],
    ["Is Office 365 down for everyone?", "status", [ticket, talk]],
    ["What time do you close?", "hours", [talk, ticket]],
    ["do you offer 24/7 support?", "hours", [talk, ticket]],
    ["bye", "fine", [talk, ticket]],
    ["👍", "fallback", [talk, ticket, status, "Pricing"]],
    ["asdf", "fallback", [talk, ticket, status, "Pricing"]],
    ["do you support dental practices?", "fallback", [talk, ticket, status, "Pricing"]],
    ["ok so the accounting export has wrong numbers in it", "fallback", [talk, ticket, status, "Pricing"]],
    ["Wo finde ich das Formular zur Anmeldung?", "fallback", [talk, ticket, status, "Pricing"]],
    ["¿Me pueden ayudar con una cosa?", "fallback", [talk, ticket, status, "Pricing"]],
  ])("%s", (text, topic, actions) => {
    const chosen = chooseReply(defaultReplies, [at(text)]);
    expect([topicOf(chosen), chosen.suggested_actions]).toEqual([topic, actions]);
  });

  test("outside the hours whoever wants a person is told when the team is back", () => {
    expect(topicOf(chooseReply(defaultReplies, [at("Talk to a person", false)]))).toBe("away");
  });
});

const actionsOf = () => [...rules, fallback].flatMap((one) => one.suggested_actions);

test("every suggested action, sent back, is answered by a rule, in and outside hours", () => {
  const unanswered = [...new Set(actionsOf())].filter(
    (text) => ![true, false].every((open) => matchRule(rules, at(text, open))),
  );
  expect(unanswered).toEqual([]);
});

test("the actions that say what they do, do it", () => {
  const doing = [talk, ticket, status].map((text) => matchRule(rules, at(text))?.action);
  expect(doing).toEqual(["talk_to_person", "create_ticket", "service_status"]);
});

test("no rule suggests what it just answered", () => {
  const circles = rules.flatMap((one) =>
    one.suggested_actions.filter((text) => matchRule([one], at(text, one.hours !== "closed")) && one.any_of.length > 0),
  );
  expect(circles).toEqual([]);
});

test("no phrase stands twice in a list, and nothing that calls a ticket off asks for something", () => {
  for (const { any_of } of rules) expect(new Set(any_of.map((one) => one.toLowerCase())).size).toBe(any_of.length);
  const phrases = rules.flatMap(({ any_of }) => any_of);
  expect(phrases.filter((phrase) => saysOnly(phrase, defaultReplies.ticket.cancel))).toEqual([]);
});

test("the default set is what the settings accept", () => {
  expect(replyRules.parse(defaultReplies)).toEqual(defaultReplies);
});
