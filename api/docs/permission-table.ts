import { type Permission, permissions, permissionsOfRole, roles } from "../access/permissions.ts";

const controls: Readonly<Record<Permission, string>> = {
  "leads:read": "View leads, and imports of them",
  "leads:write": "Create, update, convert, merge and import leads",
  "leads:delete": "Delete and restore leads",
  "contacts:read": "View contacts",
  "contacts:write": "Create, update and delete contacts",
  "opportunities:read": "View opportunities and the pipeline",
  "opportunities:write": "Create, update, advance and delete opportunities",
  "prospects:read": "View prospect accounts and companies",
  "prospects:write": "Create, update, convert and delete prospects",
  "activities:read": "View activities",
  "activities:write": "Create, update and delete activities",
  "webhooks:manage":
    "Register webhooks, which are sent every event they ask for, whatever else the key may read; see what was sent, test and replay",
  "conversations:read": "View conversations, their messages and colleagues' notes",
  "conversations:write": "Answer, assign and close conversations, and add notes to them",
  "widget:access": "The chat on a website",
};

const holdersOf = (permission: Permission) =>
  permission === "widget:access"
    ? "public keys"
    : roles.filter((role) => permissionsOfRole[role].includes(permission)).join(", ");

/** Every permission, what it controls and which roles have it, in Markdown. */
export const permissionTable = [
  "| Permission | Controls | Held by |",
  "|---|---|---|",
  ...permissions.map((permission) => `| \`${permission}\` | ${controls[permission]} | ${holdersOf(permission)} |`),
].join("\n");
