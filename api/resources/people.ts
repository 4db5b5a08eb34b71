import { z } from "zod";
import { readSettings } from "../conversations/settings.ts";
import { invalid } from "../errors.ts";
import type { Row } from "../kit/entity.ts";
import { withoutIfMatch } from "../kit/if-match.ts";
import { listOperation } from "../kit/list-operation.ts";
import { type Context, operation } from "../kit/operation.ts";
import { type Found, restoreRecord, updateRecord } from "../kit/records.ts";
import {
  answer,
  createdAnswer,
  customColumn,
  deleteOperation,
  idParams,
  readOperation,
  staleErrors,
  updateOperation,
} from "../kit/resource.ts";
import { contact, contactRecord, createContact, lockContactWith, requireFreeContactEmail } from "./contact-record.ts";
import { lostLinks, requireEntity } from "./entity-links.ts";
import {
  assignee,
  changedLinks,
  customFields,
  duplicateQuery,
  email,
  line,
  link,
  requireEmployee,
  tags,
  withE164,
} from "./fields.ts";

const body = z
  .strictObject({
    first_name: line(120).describe("Up to 120 characters; null for none."),
    last_name: line(120).describe("Up to 120 characters; null for none."),
    email: email.describe("Stored trimmed and in lower case. Unique among contacts."),
    phone: line(64).describe("Kept as given; matched as E.164 where it is a possible number."),
    title: line(200).describe("What the person does at work."),
    prospect_id: link.describe("The account the person belongs to; null for none."),
    lead_id: link.describe("The lead the contact was made from. Converting a lead sets it."),
    assigned_to: assignee.describe("An employee's id; null for nobody."),
    tags: tags.describe("Replaces all tags."),
    custom_fields: customFields,
  })
  .partial();

type Body = z.output<typeof body>;

/** Refuses what the schema cannot see; `links` are those to be made anew. Throws VALIDATION_ERROR. */
async function check(context: Context, links: Body, merged: Row): Promise<void> {
  const isKnown = ["email", "phone", "first_name", "last_name"].some((name) => typeof merged[name] === "string");
  if (!isKnown) {
    throw invalid("email", "A contact needs an email, or a phone, or a first_name or last_name.", "required");
  }
  await requireEmployee(context, links.assigned_to);
  await requireEntity(context, "prospect", links.prospect_id, "prospect_id");
  await requireEntity(context, "lead", links.lead_id, "lead_id");
}

const example = {
  first_name: "Jane",
  last_name: "Smith",
  email: "jane@company.com",
  phone: "+1-555-9876",
  title: "IT Director",
  tags: ["decision-maker"],
};

export const postPerson = operation(
  "POST /people",
  {
    summary: "Create a new contact",
    description:
      "Needs an email, or a phone, or a name. When a contact has the email already, the answer is 409 DUPLICATE with `details[0].existing`; `?on_duplicate=update` or `ignore` answers that contact with 200 instead.",
    permission: "contacts:write",
    query: duplicateQuery("a contact"),
    body,
    returns: contactRecord,
    status: 201,
    alsoAnswers: { 200: "The contact that had the email, with `on_duplicate=update` or `ignore`." },
    errors: { DUPLICATE: "A contact has this email already." },
    events: ["contact.created", "contact.updated"],
    example,
    // Before the transaction: it must not wait for another connection.
    prepare: ({ space }) => readSettings(space),
  },
  async (context, { body: given, query, prepared: { country } }) => {
    const columns = withE164(given, country);
    const standing = query.on_duplicate === "error" ? undefined : await lockContactWith(context, given.email);
    await check(context, changedLinks(given, standing?.record ?? {}), given);
    if (standing !== undefined) {
      return answer(query.on_duplicate === "ignore" ? standing : await change(context, standing, columns), {}, 200);
    }
    await requireFreeContactEmail(context, given.email, null);
    const created = await createContact(context, {
      ...columns,
      ...(await customColumn(context, contact, columns, null)),
    });
    return createdAnswer(context.api.config.basePath, contact, created) as never;
  },
);

async function change(context: Context, current: Found, columns: Row): Promise<Found> {
  const custom = await customColumn(context, contact, columns, current);
  return await updateRecord(context, contact, current, { ...columns, ...custom });
}

export const restorePerson = operation(
  "POST /people/{id}/restore",
  {
    summary: "Restore a deleted contact",
    description:
      "Brings back a contact that was deleted less than 30 days ago. One whose account is gone by now belongs to none. Fires contact.updated with `previous.deleted_at`.",
    permission: "contacts:write",
    params: idParams,
    returns: contactRecord,
    status: 200,
    errors: { CONFLICT: "It is not deleted.", DUPLICATE: "Another contact has its email by now.", ...staleErrors },
    events: ["contact.updated"],
  },
  async (context, { params }) => {
    const restored = await restoreRecord(context, contact, params.id, {
      check: ({ record }) => requireFreeContactEmail(context, record["email"], params.id),
    });
    const lost = await lostLinks(context, restored.record, ["prospect"]);
    return answer(await updateRecord(withoutIfMatch(context), contact, restored, lost));
  },
);

const erasing =
  "`?purge=true` erases it, its notes and activities, and what events tell of all these. Its leads and conversations stay until the person is erased (POST /personal-data/erase).";

export const peopleOperations = [
  listOperation("/people", contact, { summary: "List CRM contacts" }),
  postPerson,
  readOperation("/people/{id}", contact, "Get a contact with its activities, notes, opportunities and account"),
  updateOperation("/people/{id}", contact, {
    summary: "Update contact fields",
    description: "Changes only what the body names; null clears.",
    body,
    example: { title: "CTO" },
    errors: { DUPLICATE: "Another contact has this email." },
    prepare: ({ space }) => readSettings(space),
    async check(context, given, { record }, { country }) {
      await check(context, changedLinks(given, record), { ...record, ...given });
      await requireFreeContactEmail(context, given.email, record["contact_id"] as number);
      return withE164(given, country);
    },
  }),
  deleteOperation("/people/{id}", contact, erasing),
  restorePerson,
] as const;
