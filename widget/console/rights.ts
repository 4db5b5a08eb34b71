import type { Permission, Role } from "../../api/access/permissions.ts";

/** What else but permissions the API asks for: administration, and what is the owner's alone. */
export type Right = Permission | "admin" | "owner";

const agent = ["leads:write", "contacts:write", "activities:write", "conversations:write"];

/**
 * Whether a role may do something. The API decides by itself; the console asks here so as not to offer what it would
 * refuse. A test holds it to the API's own table.
 */
export function may(role: Role, right: Right): boolean {
  if (right === "widget:access") return false;
  if (role === "owner") return true;
  if (right === "owner") return false;
  if (role === "admin") return true;
  if (right === "admin") return false;
  return right.endsWith(":read") || (role === "agent" && agent.includes(right));
}
