import { z } from "zod";
import { listEmployees } from "../access/employees.ts";
import { roles } from "../access/permissions.ts";
import { pagination } from "../kit/list.ts";
import { operation } from "../kit/operation.ts";

export const employeeShape = z.object({
  employee_id: z.int().positive(),
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
});

const list = operation(
  "GET /employees",
  {
    summary: "List the people of the team",
    description:
      "Everybody who may sign in, by id, on one page. `assigned_to` of leads and conversations is an `employee_id`.",
    permission: "any_secret",
    returns: z.object({ data: z.array(employeeShape), pagination }),
    envelope: "page",
  },
  async ({ db }) => {
    const data = await listEmployees(db);
    const total = data.length;
    return { data, pagination: { page: 1, per_page: Math.max(1, total), total, total_pages: Math.min(1, total) } };
  },
);

export const employeeOperations = [list] as const;
