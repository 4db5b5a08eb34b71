import { row } from "../cases.ts";
import type { Stage } from "../stage.ts";

/** A shortcut that no reply has: emails of the stage are all different. */
const freshShortcut = (stage: Stage) => `of-${stage.freshEmail().split("@")[0]}`;

async function aReply(stage: Stage) {
  const shortcut = freshShortcut(stage);
  const made = await stage.make("POST /canned-replies", { shortcut, title: "Hours", body: "We open at 9." });
  return { id: made.canned_reply_id as number, shortcut };
}

async function aDeletedReply(stage: Stage) {
  const reply = await aReply(stage);
  await stage.make(`DELETE /canned-replies/${reply.id}`);
  return reply;
}

export const cases = [
  row("GET /canned-replies", {
    given: aReply,
    query: ({ shortcut }) => ({ shortcut }),
    status: 200,
    answers: ({ id, shortcut }) => ({ data: [{ canned_reply_id: id, shortcut }], pagination: { total: 1 } }),
  }),
  row("POST /canned-replies", {
    given: (stage) => ({ shortcut: freshShortcut(stage) }),
    body: ({ shortcut }) => ({ shortcut, title: "Hello", body: "Hi {{visitor.first_name}}, {{ agent.name }} here." }),
    status: 201,
    answers: ({ shortcut }) => ({
      data: { shortcut, title: "Hello", body: "Hi {{visitor.first_name}}, {{ agent.name }} here." },
    }),
  }),
  row("POST /canned-replies", {
    name: "a variable that nothing fills in is refused",
    given: (stage) => ({ shortcut: freshShortcut(stage) }),
    body: ({ shortcut }) => ({ shortcut, title: "Hello", body: "Hi {{visitor.nickname}}" }),
    status: 400,
    answers: { code: "VALIDATION_ERROR", details: [{ field: "body", code: "unknown_variable" }] },
  }),
  row("POST /canned-replies", {
    name: "a shortcut that stands is refused, and the answer says where",
    given: aReply,
    body: ({ shortcut }) => ({ shortcut, title: "Again", body: "Again" }),
    status: 409,
    answers: ({ id }) => ({
      code: "DUPLICATE",
      details: [{ field: "shortcut", existing: { type: "canned_reply", id } }],
    }),
  }),
  row("GET /canned-replies/{id}", {
    given: aReply,
    status: 200,
    answers: ({ id, shortcut }) => ({ data: { canned_reply_id: id, shortcut } }),
  }),
  row("PUT /canned-replies/{id}", {
    given: aReply,
    body: ({ shortcut }) => ({ shortcut, title: "When we open" }),
    status: 200,
    answers: ({ shortcut }) => ({ data: { shortcut, title: "When we open", body: "We open at 9." } }),
  }),
  row("PUT /canned-replies/{id}", {
    name: "takes no shortcut that another one has",
    given: async (stage) => ({ ...(await aReply(stage)), other: (await aReply(stage)).shortcut }),
    body: ({ other }) => ({ shortcut: other }),
    status: 409,
    answers: { code: "DUPLICATE" },
  }),
  row("DELETE /canned-replies/{id}", {
    given: aReply,
    status: 200,
    answers: ({ id }) => ({ data: { canned_reply_id: id, deleted: true } }),
  }),
  row("POST /canned-replies/{id}/restore", {
    given: aDeletedReply,
    status: 200,
    answers: ({ id, shortcut }) => ({ data: { canned_reply_id: id, shortcut } }),
  }),
  row("POST /canned-replies/{id}/restore", {
    name: "stays deleted while another one has its shortcut",
    given: async (stage) => {
      const reply = await aDeletedReply(stage);
      await stage.make("POST /canned-replies", { shortcut: reply.shortcut, title: "New", body: "New" });
      return reply;
    },
    status: 409,
    answers: { code: "DUPLICATE" },
  }),
];
