import { randomInt, randomUUID } from "node:crypto";
import type { TestAnswer } from "./api.ts";
import { openImports } from "./imports.ts";
import type { TestSite, TestVisitor } from "./visitor.ts";

/** A person of a test, all of whose texts stand nowhere else. */
export interface Somebody {
  readonly first: string;
  readonly last: string;
  readonly email: string;
  readonly phone: string;
  /** Stands in everything he says and is said of him. */
  readonly word: string;
  /** Every text that tells of him. */
  readonly marks: readonly string[];
  readonly visitor: TestVisitor;
  readonly lead_id: number;
  readonly contact_id: number;
  readonly conversation_id: number;
  /** The chat's prospect, shared with whoever works there too. */
  readonly prospect_id: number;
}

/** A word of random letters. */
const letters = () => Array.from({ length: 14 }, () => String.fromCharCode(97 + randomInt(26))).join("");

/** A custom field of leads and one of contacts, which everybody fills. */
export async function defineFields(site: TestSite): Promise<void> {
  for (const entity_type of ["lead", "contact"]) {
    await site.ask("POST /custom-fields", { entity_type, key: "badge", type: "text", unique: true });
  }
}

/** Lets somebody meet every feature that keeps something of people, and returns who it is. */
export async function meetSomebody(site: TestSite, company: string): Promise<Somebody> {
  const [first, last, word] = [letters(), letters(), letters()];
  const [email, digits] = [`${letters()}@gmail.com`, `${randomInt(200, 900)}${randomInt(1000, 10_000)}`];
  const phone = `+1 (415) ${digits.slice(0, 3)}-${digits.slice(3)}`;
  const post = keptPost(site);

  const visitor = await site.visit({
    ...{ visitor_id: `v_${word}1`, page_url: `https://site.example/${word}`, page_title: word },
    ...{ referrer: `https://from.example/${word}`, identity: { external_id: `${word}-id` } },
  });
  await visitor.call("POST /widget/attributes", { attributes: { nickname: word } });
  await visitor.call("POST /widget/track", { event: `Searched ${word}`, data: { term: word } });
  const keyed = { headers: { "Idempotency-Key": `${word}-${email}` }, key: site.publicKey };
  await site.request("POST /widget/message", {
    ...keyed,
    body: {
      ...{ session_id: visitor.session_id, message: `I am ${word}`, client_id: word, form: "prechat" },
      contact: { email, phone, name: `${first} ${last}` },
    },
  });
  for (const text of ["printer", "pricing", "talk to a person"]) await visitor.say(`${word} ${text}`);
  const { conversation_id, lead_id } = await visitor.conversation();
  const agent = await site.employ(`agent-${randomUUID()}`);
  await site.speak(agent, conversation_id, `Hello ${first} ${word}`);
  await post(`/conversations/${conversation_id}/messages`, { message: `By key to ${word}` });
  await visitor.call("POST /widget/end", { rating: 4, comment: `Thanks, ${word}` });
  const again = await site.visit();
  await again.say(`${word} once more`, { contact: { email } });

  await post("/notes", { entity_type: "lead", entity_id: lead_id, content: `Note on ${word}` });
  const inChat = { entity_type: "conversation", entity_id: conversation_id, client_id: `note-${word}` };
  await post("/notes", { ...inChat, content: `Says ${word}` });
  await post(`/leads/${lead_id}/activities`, { type: "call", subject: `Call ${word}`, description: first });
  const second = (await post("/leads", { last_name: last, company_name: company, tags: [word] })).data.lead_id;
  await post(`/leads/${lead_id}/merge`, { from_lead_id: second });
  const change = { custom_fields: { badge: `Badge ${word}` }, first_name: `${first}x`, raw_payload: { form: word } };
  await site.ask(`PUT /leads/${lead_id}`, change);
  await site.ask(`PUT /leads/${lead_id}`, { first_name: first });
  await post("/leads", { email });
  const imports = await openImports(site, site.secretKey);
  await imports.run(`email,first_name\n${email},${first}\n`, { dry_run: true });
  await imports.run(`email,first_name\n${email},${first}\n`);

  const converted = (await post(`/leads/${lead_id}/convert`, { create_opportunity: true })).data;
  const { contact_id, prospect_id, opportunity_id } = converted;
  await site.ask(`PUT /people/${contact_id}`, { title: `Head of ${word}`, custom_fields: { badge: `Badge ${word}` } });
  await post("/notes", { entity_type: "contact", entity_id: contact_id, content: `Contact note ${word}` });
  await post("/notes", { entity_type: "opportunity", entity_id: opportunity_id, content: "About the deal" });
  await (await site.visit()).say(`${word} is back`, { contact: { email, name: first } });

  return {
    ...{ first, last, email, phone, word, visitor, lead_id, contact_id, conversation_id, prospect_id },
    marks: [first, last, email.replace("@gmail.com", ""), `${digits.slice(0, 3)}-${digits.slice(3)}`, digits, word],
  };
}

/** A webhook on everything that has happened, whose receiver says back whatever it was sent. */
export async function echoEverything(site: TestSite): Promise<void> {
  const hook = { url: "https://echo.example/hook", events: ["*"], enabled: false };
  const { webhook_id } = (await site.ask("POST /webhooks", hook)).data;
  const { write } = await site.space();
  await write(async ({ db }) => {
    const events = await db.selectFrom("events").select(["event_id", "event", "data", "timestamp"]).execute();
    for (const { event_id, event, data: answer, timestamp: at } of events) {
      const tries = [
        { at, status: 500, error: `It said ${answer}`, answer, duration_ms: 20 },
        { at, status: 200, error: null, answer, duration_ms: 10 },
      ];
      await db
        .insertInto("webhook_deliveries")
        .values({
          ...{ webhook_id, event_id, event, message_id: `evt_echo_${event_id}`, status: "delivered", attempts: 2 },
          ...{ due_at: null, tries: JSON.stringify(tries), created_at: at, updated_at: at },
        })
        .execute();
    }
  });
}

/** Calls with the secret key under an Idempotency-Key, so that each answer is kept. */
const keptPost =
  (site: TestSite) =>
  async (path: string, body: object): Promise<TestAnswer["body"]> =>
    (
      await site.request(`POST ${path}`, {
        key: site.secretKey,
        body,
        headers: { "Idempotency-Key": randomUUID() },
      })
    ).body;
