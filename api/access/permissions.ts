/** Every permission of the reference, then ours (conversations). A key holds a subset; a console role is a bundle. */
export const permissions = [
  "leads:read",
  "leads:write",
  "leads:delete",
  "contacts:read",
  "contacts:write",
  "opportunities:read",
  "opportunities:write",
  "prospects:read",
  "prospects:write",
  "activities:read",
  "activities:write",
  "webhooks:manage",
  "conversations:read",
  "conversations:write",
  "widget:access",
] as const;

export type Permission = (typeof permissions)[number];

export const roles = ["owner", "admin", "agent", "viewer"] as const;
export type Role = (typeof roles)[number];

const crm = permissions.filter((permission) => permission !== "widget:access");
const readAll = crm.filter((permission) => permission.endsWith(":read"));

/** What each console role may do. Keys, users, settings and erasure are not permissions: they ask for the role itself. */
export const permissionsOfRole: Readonly<Record<Role, readonly Permission[]>> = {
  owner: crm,
  admin: crm,
  agent: [...readAll, "leads:write", "contacts:write", "activities:write", "conversations:write"],
  viewer: readAll,
};

/** What a new key of each kind may do when nothing else is asked for. */
export const defaultPermissions = { secret: crm, public: ["widget:access"] } as const satisfies Record<
  string,
  readonly Permission[]
>;
