import type { Context } from "../../kit/operation.ts";
import type { Found } from "../../kit/records.ts";
import { changeLead, createLead, findOpenLead } from "../../resources/lead-record.ts";
import type { VisitorIdentity } from "../visitors/visitor-identity.ts";
import { type Doing, deedsOf } from "./lead-deeds.ts";
import { type ClaimedFields, corrected, missing, type Said } from "./lead-fields.ts";
import { isProvedTheirs, linkIdentity } from "./lead-identity.ts";
import { type FieldOrigin, originsWith } from "./lead-origins.ts";

/** What a lead is made or filled of. */
export interface Telling extends Doing {
  readonly said: Said;
  readonly identity: VisitorIdentity | null;
  /** What the form held, kept on a new lead as it came. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

/** Whom a new lead goes back to. */
export interface Before {
  readonly previousLeadId: number | null;
  /** The person was a lead or contact before. */
  readonly isKnown: boolean;
}

/** Makes the lead of what was told (R3). Fires lead.created, and lead.assigned when the conversation has an agent. */
export async function makeLead(context: Context, telling: Telling, before: Before): Promise<Found> {
  const { session, conversation, form, identity } = telling;
  // Of nobody but a proved person another's lead was passed over that has the email.
  const said = identity === null ? telling.said : await withFreeEmail(context, telling.said, null);
  const values = {
    ...said.fields,
    source: "chat_widget",
    form_type: form,
    assigned_to: conversation?.assigned_to ?? null,
    attribution: session.attribution,
    previous_lead_id: before.previousLeadId,
    raw_payload: payloadOf(telling, said),
    field_origins: originsWith({}, said.fields, originIn(context, telling)),
  };
  const deeds = await deedsOf(context, telling, { leadId: before.previousLeadId, isKnown: before.isKnown });
  const made = await createLead(context, values, deeds);
  await linkIdentity(context, identity, { lead_id: made.record["lead_id"] });
  return made;
}

/** Takes a conversation into an open lead: the last touch is this one's, the first stays the lead's own (R6, R11). */
export async function joinLead(context: Context, telling: Telling, lead: Found): Promise<Found> {
  const { session, conversation } = telling;
  const { last } = session.attribution;
  const { attribution, assigned_to } = lead.record;
  return await fillLead(context, telling, lead, {
    attribution: { ...session.attribution, ...attribution, ...(last === undefined ? {} : { last }) },
    assigned_to: assigned_to ?? conversation?.assigned_to ?? null,
  });
}

/**
 * Fills a lead with what was told (R8), scores what the visitor did (R15), and writes `more`. What the site proved takes
 * the place of other values where the lead is proved to be the visitor's. Fires lead.updated.
 */
export async function fillLead(
  context: Context,
  telling: Telling,
  lead: Found,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Found> {
  const { identity } = telling;
  const { lead_id } = lead.record;
  const said = await withFreeEmail(context, telling.said, lead_id);
  const proved = isProvedTheirs(identity, "lead_id", lead) ? corrected(lead, said) : {};
  const values: Partial<ClaimedFields> = { ...missing(lead, said), ...proved };
  const field_origins = originsWith(lead.record, values, originIn(context, telling));
  const deeds = await deedsOf(context, telling, { leadId: lead_id, isKnown: false });
  const filled = await changeLead(context, lead, { ...values, ...more, field_origins }, deeds);
  if (isProvedTheirs(identity, "lead_id", filled)) await linkIdentity(context, identity, { lead_id });
  return filled;
}

/** An email that another open lead holds stays there: two open leads never share one. */
async function withFreeEmail(context: Context, said: Said, ownId: number | null): Promise<Said> {
  const { email } = said.fields;
  const holder = email === null ? undefined : await findOpenLead(context, email);
  const isTaken = holder !== undefined && holder !== ownId;
  return isTaken ? { ...said, fields: { ...said.fields, email: null } } : said;
}

const originIn =
  ({ now }: Pick<Context, "now">, { said, conversation }: Telling) =>
  (field: keyof Said["origins"]): FieldOrigin => ({
    origin: said.origins[field] ?? "claimed",
    at: now,
    ...(conversation === null ? {} : { conversation_id: conversation.conversation_id }),
  });

/** What came with a form; an email that the lead cannot have is kept here at least. */
function payloadOf({ raw, said, identity }: Telling, { fields }: Said): object | null {
  if (identity === null || said.fields.email === fields.email) return raw ?? null;
  return { ...raw, identity: { external_id: identity.external_id, ...identity.claims } };
}
