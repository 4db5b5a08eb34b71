import { expect } from "vitest";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { aContact } from "./people.ts";

async function aVisitor(stage: Stage) {
  const { session_id } = await stage.visit({ page_url: "https://customer.example/support" });
  return { session_id };
}

async function aTalkingVisitor(stage: Stage) {
  const visitor = await stage.visit();
  const { conversation_id } = await visitor.say("hello");
  return { session_id: visitor.session_id, conversation_id: conversation_id as number };
}

async function aVisitorOfAClosedConversation(stage: Stage) {
  const { session_id, conversation_id } = await aTalkingVisitor(stage);
  await stage.make(`POST /conversations/${conversation_id}/close`);
  return { session_id };
}

/** A visitor who is a lead that has not looked at prices yet. */
async function aCuriousVisitor(stage: Stage) {
  const visitor = await stage.visit();
  await visitor.say("hello", { contact: { email: stage.freshEmail() } });
  return { session_id: visitor.session_id };
}

const inHeader = ({ session_id }: { readonly session_id: string }) => ({ "X-Widget-Session": session_id });

export const cases = [
  row("POST /widget/init", {
    body: { visitor_id: "v_abc123", page_url: "https://customer-site.com/support", referrer: "https://google.com" },
    status: 200,
    answers: {
      visitor_id: "v_abc123",
      session_id: expect.stringMatching(/^ws_/),
      greeting: expect.any(String),
      conversation: null,
    },
  }),
  row("POST /widget/message", {
    given: aVisitor,
    body: ({ session_id }) => ({ session_id, message: "I need help with my email" }),
    status: 200,
    answers: { response: { message: expect.any(String) }, seq: 1, conversation: "open" },
    events: ["conversation.started", "conversation.message", "conversation.message"],
  }),
  row("POST /widget/message", {
    name: "a message with contact details makes a lead in the same transaction",
    given: async (stage) => ({ ...(await aVisitor(stage)), email: stage.freshEmail() }),
    body: ({ session_id, email }) => ({ session_id, message: "Call me", contact: { email } }),
    status: 200,
    answers: { seq: 1 },
    events: [
      "conversation.started",
      "conversation.message",
      "lead.created",
      "conversation.lead_linked",
      "activity.created",
      "activity.completed",
      "conversation.message",
    ],
  }),
  row("POST /widget/message", {
    name: "who turns out to be a contact makes no lead",
    given: async (stage) => ({ ...(await aVisitor(stage)), email: (await aContact(stage)).email }),
    body: ({ session_id, email }) => ({ session_id, message: "It is me again", contact: { email } }),
    status: 200,
    answers: { seq: 1 },
    events: [
      "conversation.started",
      "conversation.message",
      "conversation.contact_linked",
      "activity.created",
      "activity.completed",
      "conversation.message",
    ],
  }),
  row("POST /widget/message", {
    name: "a message reopens what an agent closed",
    given: aVisitorOfAClosedConversation,
    body: ({ session_id }) => ({ session_id, message: "One more thing" }),
    status: 200,
    answers: { conversation: "open" },
    events: ["conversation.reopened", "conversation.message", "conversation.message"],
  }),
  row("POST /widget/message", {
    name: "an unknown session is not found",
    body: { session_id: "ws_of_nobody", message: "hello" },
    status: 404,
    answers: { code: "NOT_FOUND" },
  }),
  row("POST /widget/messages", {
    given: aVisitor,
    body: ({ session_id }) => ({ session_id, items: [{ client_id: "client-id-0001", body: "hello" }] }),
    status: 200,
    answers: { data: { items: [{ client_id: "client-id-0001", seq: 1 }] } },
    events: ["conversation.started", "conversation.message", "conversation.message"],
  }),
  row("GET /widget/messages", {
    given: aTalkingVisitor,
    headers: inHeader,
    query: { limit: 1 },
    status: 200,
    answers: ({ conversation_id }) => ({
      data: [{ seq: 1, body: "hello" }],
      conversation: { conversation_id, head: 2, more: true },
    }),
  }),
  row("GET /widget/conversations", {
    given: aTalkingVisitor,
    headers: inHeader,
    status: 200,
    answers: ({ conversation_id }) => ({
      data: [{ conversation_id, status: "open", ended_at: null, last_message: { sender: { kind: "bot" } }, unread: 1 }],
      pagination: { page: 1, per_page: 25, total: 1, total_pages: 1 },
    }),
  }),
  row("GET /widget/conversations/{id}/messages", {
    given: async (stage) => {
      const visitor = await aTalkingVisitor(stage);
      return { ...visitor, id: visitor.conversation_id };
    },
    headers: inHeader,
    query: { after_seq: 1 },
    status: 200,
    answers: ({ id }) => ({
      data: [{ seq: 2, sender: { kind: "bot" } }],
      conversation: { conversation_id: id, head: 2 },
    }),
  }),
  row("POST /widget/identify", {
    given: async (stage) => ({ ...(await aVisitor(stage)), email: stage.freshEmail() }),
    body: ({ session_id, email }) => ({ session_id, identity: { email }, confirm: true }),
    status: 200,
    answers: ({ session_id }) => ({ data: { session_id, trust: "claimed" } }),
    events: ["lead.created"],
  }),
  row("POST /widget/end", {
    given: aTalkingVisitor,
    body: ({ session_id }) => ({ session_id, rating: 5 }),
    status: 200,
    answers: ({ session_id, conversation_id }) => ({ data: { session_id, conversation_id, status: "ended" } }),
    events: ["conversation.ended"],
  }),
  row("POST /widget/read", {
    given: aTalkingVisitor,
    body: ({ session_id, conversation_id }) => ({ session_id, conversation_id, seq: 2 }),
    status: 200,
    answers: ({ conversation_id }) => ({ data: { conversation_id, seq: 2 } }),
  }),
  row("POST /widget/page", {
    given: async (stage) => ({ session_id: (await stage.visit()).session_id }),
    body: ({ session_id }) => ({ session_id, page_url: "https://customer.example/pricing" }),
    status: 200,
    answers: { data: { stored: true } },
  }),
  row("POST /widget/page", {
    name: "a page of prices raises the lead's score",
    given: aCuriousVisitor,
    body: ({ session_id }) => ({ session_id, page_url: "https://customer.example/pricing" }),
    status: 200,
    answers: { data: { stored: true } },
    events: ["lead.updated"],
  }),
  row("POST /widget/attributes", {
    given: aVisitor,
    body: ({ session_id }) => ({ session_id, attributes: { plan: "business", seats: 12, trial: false, role: null } }),
    status: 200,
    answers: { data: { stored: true, count: 3 } },
  }),
  row("POST /widget/track", {
    given: aVisitor,
    body: ({ session_id }) => ({ session_id, event: "Added to cart", data: { product: "Router X1", quantity: 2 } }),
    status: 200,
    answers: { data: { stored: true } },
  }),
  row("GET /widget/status", {
    status: 200,
    answers: { data: { status: expect.stringMatching(/^(online|away|offline)$/), business_hours: { open: true } } },
  }),
  row("GET /widget/session", {
    given: aTalkingVisitor,
    headers: inHeader,
    status: 200,
    answers: ({ conversation_id }) => ({ data: { conversation_id, head: 2, trust: "claimed" } }),
  }),
];
