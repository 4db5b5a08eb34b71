import { z } from "zod";
import type { ConversationSettings } from "../settings.ts";

/** A text of the automatic reply, as owners write it. */
export const replyText = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .describe(
    "What is said, 1 to 4,000 characters. {{company_name}}, {{agent_hours}} and {{service_status}} are filled in.",
  );

export const suggestedActions = z
  .array(z.string().trim().min(1).max(80))
  .max(6)
  .describe("Up to 6 texts of up to 80 characters that the visitor can tap; each is sent back as a message.");

/** Puts values in place of `{{name}}`; an unknown name is left out. */
export function fillVariables(template: string, variables: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] ?? "") : "",
  );
}

/** The state of services in a sentence; it claims nothing that nobody entered. */
export function describeServices({ incident, services }: Pick<ConversationSettings, "incident" | "services">): string {
  const states = services.map(({ name, state }) => `${name}: ${state}`).join("; ");
  if (incident !== null)
    return states === "" ? `Current incident: ${incident}` : `Current incident: ${incident} (${states})`;
  if (states !== "") return `Current status. ${states}.`;
  return "We know of no incident right now. If something does not work for you, tell us what you see.";
}
