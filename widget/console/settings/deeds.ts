import type { Deed } from "../records.ts";

/** What the audit log's actions mean, each after the name of who did it. `*` stands for what it was done to. */
const phrases: Readonly<Record<string, string>> = {
  "setup.completed": "set up the workspace",
  "session.created": "signed in",
  "session.ended": "ended a sign-in",
  "session.refused": "tried to sign in, and was refused",
  "employee.invited": "invited *",
  "employee.created": "made the account of *",
  "employee.joined": "joined the team",
  "employee.link_made": "made a new link for *",
  "employee.made_owner": "made * an owner",
  "employee.made_admin": "made * an admin",
  "employee.made_agent": "made * an agent",
  "employee.made_viewer": "made * a viewer",
  "employee.changed": "changed what * may do",
  "employee.disabled": "disabled *",
  "employee.enabled": "enabled *",
  "employee.signed_out": "signed * out everywhere",
  "profile.changed": "changed their name",
  "password.changed": "changed their password",
  "password.reset": "chose a new password by a link",
  "key.created": "made the API key *",
  "key.changed": "changed the API key *",
  "key.rolled": "replaced the API key *",
  "key.revoked": "revoked the API key *",
  "key.identity_secret_made": "made an identity secret for the API key *",
  "key.identity_secret_retired": "retired an identity secret of the API key *",
  "webhook.created": "made *",
  "webhook.changed": "changed *",
  "webhook.deleted": "deleted *",
  "webhook.restored": "restored *",
  "webhook.replayed": "replayed events to *",
  "webhook.secret_rotated": "changed the secret of *",
  "webhook.gone": "disabled *, whose server said that it is gone",
  "webhook.failing": "disabled *, which failed for days",
  "settings.changed": "changed settings: *",
  "pipeline.changed": "changed the pipeline",
  "custom_field.created": "made the custom field *",
  "custom_field.changed": "changed the custom field *",
  "custom_field.deleted": "deleted the custom field *",
  "list.exported": "exported the list of *",
  "leads.import": "imported leads (*)",
  "record.erased": "erased * for good",
  "person.exported": "exported what is kept of a person (*)",
  "person.erased": "erased a person for good (*)",
  "test_data.wiped": "wiped the test data",
};

/** The kinds that the page filters by, each the beginnings of its actions' names. */
const kinds = {
  "Sign-ins": ["session.", "password."],
  Team: ["employee.", "profile.", "setup."],
  "API keys": ["key."],
  Webhooks: ["webhook."],
  Settings: ["settings.", "pipeline.", "custom_field."],
  "Exports and imports": ["list.", "leads.", "person.exported"],
  Erasing: ["record.", "person.erased", "test_data."],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The kinds as the address names them, with their labels. */
export const kindChoices = Object.keys(kinds).map((label) => [slug(label), label] as const);

/** The actions of a kind, as the API filters by them; undefined for what is no kind. */
export function actionsOf(kind: string): string | undefined {
  const beginnings = Object.entries(kinds).find(([label]) => slug(label) === kind)?.[1];
  if (beginnings === undefined) return undefined;
  return Object.keys(phrases)
    .filter((action) => beginnings.some((beginning) => action.startsWith(beginning)))
    .join(",");
}

/** Who did it: a person, a key, the product itself, or somebody who was not signed in. */
export function doerOf({ actor, actor_name }: Pick<Deed, "actor" | "actor_name">): string {
  if (actor === "system") return "Valethon";
  if (actor === "anyone") return "Somebody";
  const [kind, id] = actor.split(":");
  if (kind === "key") return actor_name === null ? `API key ${id}` : `API key “${actor_name}”`;
  return actor_name ?? `Employee ${id}`;
}

/** What was done, as the rest of a sentence that begins with its doer. */
export function deedText({ action, target, target_name }: Pick<Deed, "action" | "target" | "target_name">): string {
  const done = target === null ? "" : namedText(action, target, target_name);
  if (action === "session.refused") return `tried to sign in${done === "" ? "" : ` as ${done}`}, and was refused`;
  const phrase = phrases[action] ?? `${action.replaceAll(/[._]/g, " ")}${done === "" ? "" : ": *"}`;
  return phrase.replace("*", done);
}

/** A person by name, a key by its name in quotes, all else by what the log calls it. */
function namedText(action: string, target: string, name: string | null): string {
  if (!target.startsWith("key:")) return name ?? targetText(action, target);
  return name === null ? target.slice("key:".length) : `“${name}”`;
}

/** `webhook:4` as `webhook 4`, names of settings and lists as words. */
function targetText(action: string, target: string): string {
  if (action.startsWith("custom_field.")) return target;
  return target.split(",").map(wordsOf).join(", ");
}

const wordsOf = (name: string) => name.replace(":", " ").replaceAll("_", " ").trim();

function slug(label: string): string {
  return label.toLowerCase().replaceAll(" ", "-");
}
