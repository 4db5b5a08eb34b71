import { expect } from "vitest";
import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";
import { anAgent } from "./leads.ts";

async function aConversation(stage: Stage) {
  const visitor = await stage.visit({ identity: { name: stage.freshEmail() } });
  const { conversation_id } = await visitor.say("hello");
  return { id: conversation_id as number };
}

async function withAnAgent(stage: Stage) {
  return { ...(await aConversation(stage)), employee_id: await anAgent(stage) };
}

async function aClosedConversation(stage: Stage) {
  const conversation = await aConversation(stage);
  await stage.make(`POST /conversations/${conversation.id}/close`);
  return conversation;
}

async function anEndedConversation(stage: Stage) {
  const visitor = await stage.visit();
  const { conversation_id } = await visitor.say("hello");
  await visitor.call("POST /widget/end");
  return { id: conversation_id as number };
}

async function aBlockedConversation(stage: Stage) {
  const conversation = await aConversation(stage);
  await stage.make(`POST /conversations/${conversation.id}/block`, {});
  return conversation;
}

/** A visitor who has opened the chat and said nothing. */
async function aVisitor(stage: Stage): Promise<number> {
  const visitor = await stage.visit();
  const { data } = (await visitor.call("GET /widget/session")).body;
  const { widget_session_id } = data as { widget_session_id: number };
  const page = { page_url: "https://shop.example/cart", page_title: "Cart" };
  stage.api.liveVisitors.see(await stage.space(), { widget_session_id, ...page });
  return widget_session_id;
}

export const cases = [
  row("GET /conversations", {
    given: aConversation,
    query: { per_page: 1 },
    status: 200,
    answers: ({ id }) => ({
      data: [{ conversation_id: id, status: "open", unread: 1 }],
      pagination: { page: 1, per_page: 1 },
      feed_seq: expect.any(Number),
    }),
  }),
  row("GET /conversations/{id}", {
    given: aConversation,
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, status: "open", last_seq: 2 } }),
  }),
  row("GET /conversations/{id}/messages", {
    given: aConversation,
    query: { limit: 1 },
    status: 200,
    answers: ({ id }) => ({
      data: [{ conversation_id: id, seq: 1, type: "message", body: "hello", sender: { kind: "visitor" } }],
      conversation: { conversation_id: id, head: 2, more: true },
    }),
  }),
  row("POST /conversations/{id}/messages", {
    by: "key",
    given: aConversation,
    body: { message: "Hi, this is Jane." },
    status: 201,
    answers: ({ id }) => ({ data: { conversation_id: id, body: "Hi, this is Jane.", sender: { kind: "agent" } } }),
    events: ["conversation.message"],
  }),
  row("POST /conversations/{id}/messages", {
    name: "an employee's first answer takes the conversation on",
    by: "employee",
    given: aConversation,
    body: { message: "Hi, this is Jane." },
    status: 201,
    answers: { data: { sender: { kind: "agent", name: "The agent" } } },
    events: ["conversation.message", "conversation.assigned"],
  }),
  row("POST /conversations/{id}/messages", {
    name: "nothing can be added to what the visitor ended",
    given: anEndedConversation,
    body: { message: "Hello?" },
    status: 409,
    answers: { code: "CONFLICT" },
  }),
  row("POST /conversations/{id}/messages/batch", {
    by: "key",
    given: aConversation,
    body: {
      items: [
        { client_id: "client-id-0001", body: "One" },
        { client_id: "client-id-0002", body: "Two" },
      ],
    },
    status: 200,
    answers: ({ id }) => ({
      data: { conversation_id: id, items: [{ client_id: "client-id-0001" }, { client_id: "client-id-0002" }] },
    }),
    events: ["conversation.message", "conversation.message"],
  }),
  row("POST /conversations/{id}/assign", {
    given: withAnAgent,
    body: ({ employee_id }) => ({ assigned_to: employee_id }),
    status: 200,
    answers: ({ id, employee_id }) => ({ data: { conversation_id: id, assigned_to: employee_id } }),
    events: ["conversation.assigned"],
  }),
  row("POST /conversations/{id}/lead", {
    given: async (stage) => ({ ...(await aConversation(stage)), email: stage.freshEmail() }),
    body: ({ email }) => ({ email, name: "Jane Smith" }),
    status: 201,
    answers: ({ id, email }) => ({
      data: { conversation_id: id, lead_id: expect.any(Number), contact: { email } },
    }),
    events: ["lead.created", "conversation.lead_linked", "activity.created", "activity.completed"],
  }),
  row("POST /conversations/{id}/lead", {
    name: "links the lead that is named",
    given: async (stage) => ({ ...(await aConversation(stage)), lead_id: (await stage.makeLead()).lead_id as number }),
    body: ({ lead_id }) => ({ lead_id }),
    status: 200,
    answers: ({ id, lead_id }) => ({ data: { conversation_id: id, lead_id } }),
    events: ["lead.updated", "conversation.lead_linked", "activity.created", "activity.completed"],
  }),
  row("POST /conversations/{id}/lead", {
    name: "refuses a lead that is not there",
    given: aConversation,
    body: { lead_id: 999_999 },
    status: 400,
    answers: { code: "VALIDATION_ERROR", details: [{ field: "lead_id", code: "unknown_id" }] },
  }),
  row("POST /conversations/{id}/close", {
    given: aConversation,
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, status: "closed" } }),
    events: ["conversation.ended"],
  }),
  row("POST /conversations/{id}/reopen", {
    given: aClosedConversation,
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, status: "open" } }),
    events: ["conversation.reopened"],
  }),
  row("POST /conversations/{id}/reopen", {
    name: "what the visitor ended stays ended",
    given: anEndedConversation,
    status: 409,
    answers: { code: "CONFLICT" },
  }),
  row("POST /conversations/{id}/messages", {
    name: "an answer reopens a closed conversation",
    by: "key",
    given: aClosedConversation,
    body: { message: "One more thing." },
    status: 201,
    answers: { data: { sender: { kind: "agent" } } },
    events: ["conversation.reopened", "conversation.message"],
  }),
  row("POST /conversations/{id}/read", {
    given: aConversation,
    body: { seq: 1 },
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, seq: 1 } }),
  }),
  row("GET /conversations/{id}/events", {
    given: aBlockedConversation,
    status: 200,
    answers: { data: { events: [{ event: "conversation.blocked", data: { reason: null } }] } },
  }),
  row("POST /conversations/{id}/block", {
    given: aConversation,
    body: { reason: "Advertises" },
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, blocked: true, status: "closed" } }),
    events: ["conversation.blocked", "conversation.ended"],
  }),
  row("POST /conversations/{id}/block", {
    name: "blocks once",
    given: aBlockedConversation,
    body: {},
    status: 200,
    answers: { data: { blocked: true } },
  }),
  row("POST /conversations/{id}/unblock", {
    given: aBlockedConversation,
    status: 200,
    answers: ({ id }) => ({ data: { conversation_id: id, blocked: false, status: "closed" } }),
    events: ["conversation.unblocked"],
  }),
  row("GET /visitors", {
    given: async (stage) => ({ widget_session_id: await aVisitor(stage) }),
    status: 200,
    answers: ({ widget_session_id }) => ({
      data: {
        visitors: expect.arrayContaining([
          expect.objectContaining({ widget_session_id, page_url: "https://shop.example/cart", conversation_id: null }),
        ]),
      },
    }),
  }),
  row("POST /conversations", {
    by: "key",
    given: async (stage) => ({ widget_session_id: await aVisitor(stage) }),
    body: ({ widget_session_id }) => ({ widget_session_id, message: "Can I help?" }),
    status: 201,
    answers: { data: { status: "open", last_message: "Can I help?", last_message_by: "agent", unread: 0 } },
    events: ["conversation.started", "conversation.message"],
  }),
  row("POST /conversations", {
    name: "is the employee's who writes first",
    by: "employee",
    given: async (stage) => ({ widget_session_id: await aVisitor(stage) }),
    body: ({ widget_session_id }) => ({ widget_session_id, message: "Can I help?" }),
    status: 201,
    answers: { data: { assigned_to: expect.any(Number) } },
    events: ["conversation.started", "conversation.message", "conversation.assigned"],
  }),
  row("POST /conversations", {
    name: "an open conversation is to be answered, not begun",
    given: async (stage) => {
      const widget_session_id = await aVisitor(stage);
      const begun = await stage.make("POST /conversations", { widget_session_id, message: "Can I help?" });
      return { widget_session_id, conversation_id: begun.conversation_id as number };
    },
    body: ({ widget_session_id }) => ({ widget_session_id, message: "Can I help too?" }),
    status: 409,
    answers: ({ conversation_id }) => ({ code: "CONFLICT", details: [{ ids: { conversation_id } }] }),
  }),
  row("POST /conversations", {
    name: "refuses a visitor who is not there",
    body: { widget_session_id: 999_999, message: "Hello?" },
    status: 400,
    answers: { details: [{ field: "widget_session_id", code: "unknown_id" }] },
  }),
];
