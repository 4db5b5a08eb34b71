import { z } from "zod";
import { AppError, invalid } from "../errors.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, lockRecord, updateRecord } from "../kit/records.ts";
import { idParams } from "../kit/resource.ts";
import { money } from "./fields.ts";
import { holdConversationsOf } from "./lead-belongings.ts";
import { type Converted, carryOut, type Plan, planConversion, type Wish } from "./lead-conversion.ts";
import { lead, leadStatuses } from "./lead-record.ts";

const body = z.strictObject({
  create_contact: z.boolean().default(true).describe("Make or link the person as a contact."),
  create_prospect: z.boolean().default(true).describe("Make or link the company as a prospect account."),
  create_opportunity: z.boolean().default(false).describe("Make an opportunity in the pipeline's first stage."),
  opportunity_name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .nullish()
    .describe("Its name; `<company or name> - Opportunity` when absent."),
  opportunity_value: money.optional().describe("What it would bring; 0 when absent."),
  dry_run: z.boolean().default(false).describe("true changes nothing and tells what would be made and linked."),
});

const action = z.enum(["create", "link", "none"]);

const returns = z.object({
  contact_id: z.int().nullable().describe("The contact made or linked; null for none."),
  prospect_id: z.int().nullable().describe("The prospect account made or linked; null for none."),
  opportunity_id: z.int().nullable().describe("The opportunity made; null for none."),
  lead_status: z.enum(leadStatuses).describe("converted; after a dry run, the status the lead still has."),
  dry_run: z.boolean().describe("true: nothing was changed, and only ids of records that stand already are told."),
  actions: z
    .object({
      contact: action.describe("What became of the person."),
      prospect: action.describe("What became of the company."),
      opportunity: action.describe("Never `link`."),
    })
    .describe("What was done, or would be, for each: made anew, an existing one linked, or nothing."),
});

export const convertLead = operation(
  "POST /leads/{id}/convert",
  {
    summary: "Convert a lead to a contact, a prospect account and, if wished, an opportunity",
    description:
      "All or nothing. A contact with the same email and a prospect with the same name or domain are linked, not doubled; what such a contact lacks is filled in. Activities, notes and conversations follow to the contact. Ids of what was not made are null. Beside leads:write it needs contacts:write and prospects:write (both are made unless you send false), and opportunities:write with `create_opportunity`.",
    permission: "leads:write",
    params: idParams,
    body,
    returns,
    exampleAnswer: { lead_status: "converted" },
    errors: {
      CONFLICT:
        "It is converted already; `details[0].ids` names what it became. Or nothing is known of it that a contact or an account could be called by.",
      PRECONDITION_FAILED: "If-Match names another version than the lead's.",
    },
    events: ["prospect.created", "contact.created", "contact.updated", "opportunity.created", "lead.converted"],
    example: {
      create_contact: true,
      create_prospect: true,
      create_opportunity: true,
      opportunity_name: "Acme Corp - Managed IT Services",
      opportunity_value: 50000,
    },
  },
  async (context, { params, body: wish }) => {
    requireRights(context, wish);
    checkWish(wish);
    await holdConversationsOf(context, params.id);
    const current = await lockRecord(context, lead, params.id);
    if (current.record["status"] === "converted") throw alreadyConverted(current);
    requireKnown(current, wish);
    // If-Match speaks of the lead, not of the records it becomes.
    const others = withoutIfMatch(context);
    const plan = await planConversion(others, current, wish);
    if (wish.dry_run) return answerOf(plan, linkedIds(plan), current.record["status"], true);
    const converted = await carryOut(others, current, plan, wish);
    await closeLead(context, current, converted);
    return answerOf(plan, converted, "converted", false);
  },
);

function requireRights(context: Context, wish: Wish): void {
  if (wish.create_contact) context.require("contacts:write");
  if (wish.create_prospect) context.require("prospects:write");
  if (wish.create_opportunity) context.require("opportunities:write");
}

function checkWish(wish: Wish): void {
  if (!wish.create_contact && !wish.create_prospect && !wish.create_opportunity) {
    throw invalid("create_contact", "Converting makes at least one record. Set one of the create_ flags to true.");
  }
  if (wish.create_opportunity) return;
  for (const name of ["opportunity_name", "opportunity_value"] as const) {
    if (wish[name] !== undefined && wish[name] !== null) {
      throw invalid(name, `${name}: no opportunity is made. Set create_opportunity to true, or leave this out.`);
    }
  }
}

/** A lead that a chat's first message made may hold nothing that a contact is known by or an account called. */
function requireKnown({ record }: Found, wish: Wish): void {
  const known = ["email", "phone", "first_name", "last_name"].some((name) => record[name] !== null);
  if (known || (!wish.create_contact && record["company_name"] !== null)) return;
  const id = record["lead_id"];
  throw new AppError(
    "CONFLICT",
    `Nobody knows yet whom lead ${id} is about. Give it an email, a phone or a name (PUT /leads/${id}), then convert it.`,
  );
}

function alreadyConverted({ record, row }: Found): AppError {
  const ids = {
    contact_id: row["contact_id"],
    prospect_id: row["prospect_id"],
    opportunity_id: row["opportunity_id"],
  };
  const message = `Lead ${record["lead_id"]} is converted already. Go on with the records it became.`;
  return new AppError("CONFLICT", message, { details: [{ field: "status", code: "already_converted", message, ids }] });
}

/** Its one event is lead.converted: the change of status is no news of its own. */
async function closeLead(context: Context, current: Found, converted: Converted): Promise<void> {
  const closed = await updateRecord(context, { ...lead, events: {} }, current, { status: "converted", ...converted });
  await context.emit("lead.converted", {
    ...closed.record,
    ...converted,
    previous: { status: current.record["status"] },
  });
}

const linkedIds = (plan: Plan): Converted => ({
  contact_id: plan.contact.action === "link" ? plan.contact.id : null,
  prospect_id: plan.prospect.action === "link" ? plan.prospect.id : null,
  opportunity_id: null,
});

function answerOf(plan: Plan, ids: Converted, lead_status: z.input<typeof returns>["lead_status"], dry_run: boolean) {
  const { contact, prospect, opportunity } = plan;
  const actions = { contact: contact.action, prospect: prospect.action, opportunity: opportunity.action };
  return { ...ids, lead_status, dry_run, actions };
}
