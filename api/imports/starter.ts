import { type Permission, permissionsOfRole, type Role } from "../access/permissions.ts";
import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";

const needed: Permission = "leads:write";

/** Whether whoever started an import still may write leads. People sign in to the live space, whichever they work in. */
export async function starterMayWrite(
  createdBy: string,
  { space, live, now }: { readonly space: Space; readonly live: Space; readonly now: number },
): Promise<boolean> {
  const [kind, id] = createdBy.split(":");
  return kind === "key" ? await keyMayWrite(space, Number(id), now) : await employeeMayWrite(live, Number(id));
}

async function keyMayWrite({ read }: Space, keyId: number, now: number): Promise<boolean> {
  const key = await read
    .selectFrom("api_keys")
    .select("permissions")
    .where("key_id", "=", keyId)
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", timestamp(now))]))
    .executeTakeFirst();
  return key !== undefined && (JSON.parse(key.permissions) as Permission[]).includes(needed);
}

async function employeeMayWrite({ read }: Space, employeeId: number): Promise<boolean> {
  const employee = await read
    .selectFrom("employees")
    .select("role")
    .where("employee_id", "=", employeeId)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return employee !== undefined && permissionsOfRole[employee.role as Role].includes(needed);
}
