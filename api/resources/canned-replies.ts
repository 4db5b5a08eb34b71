import type { Generated } from "kysely";
import { z } from "zod";
import { AppError, invalid } from "../errors.ts";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { exactly } from "../kit/filters.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import { restoreRecord } from "../kit/records.ts";
import {
  answer,
  createOperation,
  deleteOperation,
  idParams,
  readOperation,
  staleErrors,
  updateOperation,
} from "../kit/resource.ts";
import { lockNames } from "../store/lock.ts";
import type { RecordColumns } from "../store/tables.ts";

declare module "../store/tables.ts" {
  interface Tables {
    canned_replies: CannedRepliesTable;
  }
}

interface CannedRepliesTable extends RecordColumns {
  canned_reply_id: Generated<number>;
  shortcut: string;
  title: string;
  body: string;
}

/** What an agent's console fills in when a reply is inserted. */
const variables = ["visitor.name", "visitor.first_name", "agent.name", "company.name"] as const;
const variableList = variables.map((name) => `{{${name}}}`).join(", ");

/** The console keeps all of them at hand. */
const mostReplies = 500;

const fields = {
  shortcut: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/, "use 1–40 of a–z, 0–9, _ and -")
    .describe("What an agent types after `/` to find it: 1–40 of a–z, 0–9, _ and -. No two are the same."),
  title: z.string().trim().min(1).max(120).describe("What it is about, for the team alone, 1 to 120 characters."),
  body: z
    .string()
    .trim()
    .min(1)
    .max(4000)
    .describe(`The text, 1 to 4,000 characters. ${variableList} are filled in when an agent inserts it.`),
};

export const cannedReply = defineEntity({
  name: "canned_reply",
  table: "canned_replies",
  id: "canned_reply_id",
  path: "/canned-replies",
  permission: { read: "conversations:read", write: "conversations:write", delete: "conversations:write" },
  record: z.object({ canned_reply_id: z.int().describe("The reply's id."), ...fields, ...timestamps }),
  sort: ["shortcut", "title", "created_at", "updated_at", "canned_reply_id"],
  order: "asc",
  filters: { shortcut: exactly("The reply's shortcut.") },
  events: {},
});

const body = z.strictObject(fields);

/** A misspelt variable would stand in what a visitor reads. */
function checkVariables(text: string | undefined): void {
  const unknown = [...(text ?? "").matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].find(
    ([, name]) => !variables.some((known) => known === name),
  );
  if (unknown === undefined) return;
  throw invalid("body", `There is no ${unknown[0]}. What can be filled in is ${variableList}.`, "unknown_variable");
}

/** Refuses a shortcut that another one has, and one more than there is room for. Others who add or rename wait. */
async function requireFree(
  { db, space }: Pick<Context, "db" | "space">,
  shortcut: string,
  own?: number,
): Promise<void> {
  await lockNames(db, space.engine, ["canned replies"]);
  const others = await db
    .selectFrom("canned_replies")
    .select(["canned_reply_id", "shortcut"])
    .where("deleted_at", "is", null)
    .where("canned_reply_id", "!=", own ?? 0)
    .execute();
  const id = others.find((one) => one.shortcut === shortcut)?.canned_reply_id;
  if (id !== undefined) {
    const message = `The reply ${id} has the shortcut ${shortcut} already. Change that one, or take another shortcut.`;
    throw new AppError("DUPLICATE", message, {
      details: [{ field: "shortcut", code: "duplicate", message, existing: { type: "canned_reply", id } }],
    });
  }
  if (others.length < mostReplies) return;
  const message = `There are ${mostReplies} replies; there is no room for more. Delete one that nobody uses.`;
  throw new AppError("CONFLICT", message, {
    details: [{ code: "too_many", message, counts: { canned_replies: mostReplies } }],
  });
}

const taken = { DUPLICATE: "Another reply has this shortcut." };

const restore = operation(
  "POST /canned-replies/{id}/restore",
  {
    summary: "Restore a deleted canned reply",
    description: "Brings back one that was deleted less than 30 days ago. Fires no event.",
    permission: cannedReply.permission.delete,
    params: idParams,
    returns: cannedReply.record,
    errors: { ...taken, CONFLICT: "It is not deleted, or there is no room for it.", ...staleErrors },
  },
  async (context, { params }) =>
    answer(
      await restoreRecord(context, cannedReply, params.id, {
        check: ({ record }) => requireFree(context, record["shortcut"], params.id),
      }),
    ),
);

export const cannedReplyOperations = [
  listOperation("/canned-replies", cannedReply, {
    summary: "List canned replies",
    description: "What the team keeps ready to say, in the order of the shortcuts.",
  }),
  createOperation("/canned-replies", cannedReply, {
    summary: "Create a canned reply",
    description: "The whole team finds it in the console by typing `/` and its shortcut.",
    body,
    example: {
      shortcut: "hours",
      title: "Opening hours",
      body: "Hi {{visitor.first_name}}, we are here from 9 to 5 on weekdays. {{agent.name}}",
    },
    errors: { ...taken, CONFLICT: `There are ${mostReplies} already.` },
    async check(context, sent) {
      checkVariables(sent.body);
      await requireFree(context, sent.shortcut);
      return sent;
    },
  }),
  readOperation("/canned-replies/{id}", cannedReply, "Get a canned reply"),
  updateOperation("/canned-replies/{id}", cannedReply, {
    summary: "Update a canned reply",
    description: "Changes only what the body names.",
    body: body.partial(),
    example: { title: "When we are open" },
    errors: taken,
    async check(context, sent, { record }) {
      checkVariables(sent.body);
      if (sent.shortcut !== undefined) await requireFree(context, sent.shortcut, record["canned_reply_id"]);
      return sent;
    },
  }),
  deleteOperation("/canned-replies/{id}", cannedReply),
  restore,
] as const;
