import { type Permission, permissionsOfRole, type Role } from "../access/permissions.ts";
import type { Space } from "../store/space.ts";

const needed: Permission = "leads:write";

/** Whether whoever started an import still may write leads. People sign in to the live space, whichever they work in. */
export async function starterMayWrite(createdBy: string, space: Space, live: Space): Promise<boolean> {
  const [kind, id] = createdBy.split(":");
  return kind === "key" ? await keyMayWrite(space, Number(id)) : await employeeMayWrite(live, Number(id));
}

async function keyMayWrite({ read }: Space, keyId: number): Promise<boolean> {
  const key = await read
    .selectFrom("api_keys")
    .select("permissions")
    .where("key_id", "=", keyId)
    .where("revoked_at", "is", null)
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
