import type { Browser } from "./browser.ts";
import { conversationOf } from "./browser-state.ts";
import { Mismatch } from "./mismatch.ts";
import type { Claims, Field, Lead, LeadStatus } from "./oracle/ledger.ts";
import * as oracle from "./oracle/team.ts";
import type { Person } from "./people.ts";
import type { Random } from "./random.ts";
import type { AddAct } from "./script.ts";
import type { World } from "./world.ts";

/** What the people and servers behind the website do about a visitor, in the conversation the visitor is in. */
export interface Team {
  /** An employee answers, the given one or any. */
  replies(browser: Browser, agent?: number): void;
  /** The site's server answers with its secret key. */
  serverReplies(browser: Browser): void;
  closes(browser: Browser): void;
  edits(browser: Browser, fields: Partial<Record<Field, string | null>>): void;
  setsStatus(browser: Browser, status: LeadStatus): void;
  scores(browser: Browser, score: number): void;
  reassigns(browser: Browser, agent: number): void;
  /** Converts the lead, into a contact unless `withContact` is false. */
  converts(browser: Browser, withContact: boolean): void;
  merges(into: Browser, from: Browser): void;
  /** Creates the lead, with what the agent confirms or, without it, what the visitor's messages mention. */
  createsLead(browser: Browser, confirmed: { readonly said?: Claims; readonly found?: Claims }): void;
  importsLead(lead: Partial<Record<Field, string>>): void;
  importsContact(contact: { email?: string; phone?: string; last_name: string }): void;
}

export function createTeam(add: AddAct, { label: person }: Person, random: Random): Team {
  const someone = () => random.between(0, 3);
  let replies = 0;

  /** An act on the lead behind a browser's conversation. */
  const onLead = (
    label: string,
    browser: Browser,
    act: (world: World, lead: Lead, id: number) => Promise<void>,
  ): void =>
    add(label, async (world) => {
      const conversation = conversationOf(browser.state);
      const id = await world.leadId(conversation);
      if (conversation.lead === null) throw new Mismatch("the lead of a conversation", null, id);
      await act(world, conversation.lead, id);
    });

  const puts = (label: string, browser: Browser, body: object, tell: (lead: Lead) => void) =>
    onLead(label, browser, async (world, lead, id) => {
      await world.agent(employee(world, someone()), "PUT /leads/{id}", { params: { id }, body });
      tell(lead);
    });

  function answer(label: string, browser: Browser, agent: number | null) {
    replies += 1;
    const body = `Answer ${replies}.${random.between(0, 2 ** 31).toString(36)}`;
    add(label, async (world) => {
      const conversation = conversationOf(browser.state);
      const input = { params: { id: conversation.id }, body: { message: body } };
      const id = agent === null ? null : employee(world, agent);
      const operation = "POST /conversations/{id}/messages";
      const sent = await (id === null ? world.server(operation, input) : world.agent(id, operation, input));
      oracle.reply(world.mind, conversation, { employee: id, body, seq: sent.seq, at: world.now() });
    });
  }

  return {
    replies: (browser, agent = someone()) => answer(`agent ${agent} answers`, browser, agent),
    serverReplies: (browser) => answer("the server answers", browser, null),
    closes: (browser) =>
      add("an agent closes the conversation", async (world) => {
        const conversation = conversationOf(browser.state);
        const params = { id: conversation.id };
        await world.agent(employee(world, someone()), "POST /conversations/{id}/close", { params });
        oracle.close(conversation, world.now());
      }),
    edits: (browser, fields) =>
      puts(`an agent edits ${JSON.stringify(fields)}`, browser, fields, (lead) => oracle.edit(lead, fields)),
    setsStatus: (browser, status) =>
      puts(`an agent marks the lead ${status}`, browser, { status }, (lead) => oracle.setStatus(lead, status)),
    scores: (browser, score) =>
      puts(`an agent scores the lead ${score}`, browser, { score }, (lead) => {
        lead.byHand = score;
      }),
    reassigns: (browser, agent) =>
      onLead(`the lead is given to agent ${agent}`, browser, async (world, lead, id) => {
        const assigned_to = employee(world, agent);
        await world.agent(assigned_to, "PUT /leads/{id}", { params: { id }, body: { assigned_to } });
        lead.owner = assigned_to;
      }),
    converts: (browser, withContact) =>
      onLead(
        `the lead is converted ${withContact ? "into" : "without"} a contact`,
        browser,
        async (world, lead, id) => {
          const body = { create_contact: withContact, create_prospect: !withContact };
          await world.server("POST /leads/{id}/convert", { params: { id }, body });
          oracle.convert(world.mind, lead, withContact);
        },
      ),
    merges: (into, from) =>
      onLead("an agent merges the other browser's lead into it", into, async (world, lead, id) => {
        const other = conversationOf(from.state);
        const from_lead_id = await world.leadId(other);
        const input = { params: { id }, body: { from_lead_id } };
        await world.agent(employee(world, someone()), "POST /leads/{id}/merge", input);
        if (other.lead !== null) oracle.merge(world.mind, lead, other.lead);
      }),
    createsLead: (browser, { said, found }) =>
      add("an agent creates the lead", async (world) => {
        const conversation = conversationOf(browser.state);
        const input = { params: { id: conversation.id }, body: said ?? {} };
        await world.agent(employee(world, someone()), "POST /conversations/{id}/lead", input);
        oracle.createLead(world.mind, conversation, said ?? found ?? {});
      }),
    importsLead: (lead) =>
      add(`the server makes a lead ${JSON.stringify(lead)}`, async (world) => {
        const { lead_id } = await world.server("POST /leads", { body: { ...lead, source: "website_form" } });
        oracle.importLead(world.mind, person, lead, { id: lead_id, source: "website_form" });
      }),
    importsContact: (contact) =>
      add(`the server makes a contact ${JSON.stringify(contact)}`, async (world) => {
        const { contact_id: id, email, phone } = await world.server("POST /people", { body: contact });
        oracle.addContact(world.mind, { person, id, email, phone });
      }),
  };
}

function employee({ agents }: World, index: number): number {
  const id = agents[index];
  if (id === undefined) throw new Error(`There is no agent ${index}.`);
  return id;
}
