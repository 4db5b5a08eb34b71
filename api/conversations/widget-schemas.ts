import { z } from "zod";
import type { ApiKey } from "../access/actor.ts";
import type { Api } from "../api.ts";
import { AppError, invalid } from "../errors.ts";
import type { Context, CostContext } from "../kit/operation.ts";
import { type Openness, openness } from "./business-hours.ts";
import type { ConversationSettings } from "./settings.ts";
import { mostFaces, type WidgetStatus } from "./widget-status.schema.ts";

/** Addresses may be long and are cut when they are stored: a page's long address must never stop its chat. */
export const pageUrl = z
  .string()
  .max(8192)
  .describe(
    "The page's http or https address. Kept without its fragment and without query values that may be secret, cut at 2,048 characters; any other text is passed over.",
  );
/** Cut when it is stored, as addresses are. */
export const pageTitle = z.string().max(1000).describe("The page's title; 300 characters of it are kept.");

/** For the docs of every call that names a session. */
export const unknownSession = {
  NOT_FOUND:
    "The session is unknown, of another key, or expired, or its last token is 12 h old: call POST /widget/init.",
};

export const sessionId = z
  .string()
  .max(128)
  .optional()
  .describe("The visitor's session, from POST /widget/init; may be sent in X-Widget-Session instead.");

export const epoch = z
  .string()
  .describe("Names this database. Another one than before: discard what you hold and load anew.");

export const readSeq = z
  .int()
  .min(0)
  .describe("The highest seq that was read. One beyond the conversation's end counts as its end.");

export const trust = z
  .enum(["claimed", "verified"])
  .describe("`claimed`: who the visitor is was only said. `verified`: it was proved.");
export type Trust = z.infer<typeof trust>;

/** The public key of the call. Throws FORBIDDEN for any other credential. */
export function publicKey({ actor }: Pick<Context, "actor">): ApiKey {
  if (actor.kind === "public") return actor.key;
  throw new AppError("FORBIDDEN", "Widget calls take a public key (pk_live_ or pk_test_).");
}

/** The session id of the call, the header's before the body's, as it is charged. Throws VALIDATION_ERROR. */
export function sessionIdOf(
  { request }: Pick<Context, "request">,
  body: { readonly session_id?: string | undefined },
): string {
  const id = request.widgetSession ?? body.session_id;
  if (id !== undefined) return id;
  throw invalid(
    "session_id",
    "session_id is missing. Call POST /widget/init and send its session_id in the body or in X-Widget-Session.",
    "required",
  );
}

/** What GET /widget/status answers. */
export function statusOf(
  {
    api,
    space,
    now,
  }: Pick<CostContext, "space" | "now"> & { readonly api: { readonly presence: Pick<Api["presence"], "online"> } },
  settings: ConversationSettings,
): WidgetStatus {
  const { status, agents_online, employees } = api.presence.online(space);
  const there = settings.show_agents ? employees.filter((one) => one.status === "online") : [];
  const agents = there.slice(0, mostFaces).map(({ name }) => ({ name }));
  const business_hours: Openness = openness(settings.business_hours, settings.timezone, now);
  const { reply_time_minutes, services, incident } = settings;
  return { status, agents_online, agents, business_hours, reply_time_minutes, services: [...services], incident };
}
