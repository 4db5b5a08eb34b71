import type { Role } from "../../../api/access/permissions.ts";

/** The roles from the most to the least, with what each may do in a sentence. */
export const roleTexts = {
  owner: "May do everything, also change the team and erase people for good.",
  admin: "May do everything but change the team and erase for good.",
  agent: "Sees everything; answers visitors, and edits leads, people and activities.",
  viewer: "Sees everything and changes nothing.",
} as const satisfies Readonly<Record<Role, string>>;

/** The roles as the choices of a field: value and label. */
export const roleChoices = (Object.keys(roleTexts) as Role[]).map(
  (role) => [role, `${role.charAt(0).toUpperCase()}${role.slice(1)}`] as const,
);

/** `an admin`, `a viewer`. */
export const aRole = (role: Role) => `${/^[ao]/.test(role) ? "an" : "a"} ${role}`;
