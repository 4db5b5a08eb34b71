import { z } from "zod";
import { roles } from "../access/permissions.ts";
import { defineEntity, timestamps } from "../kit/entity.ts";
import { choice, marked, searchWords } from "../kit/filters.ts";
import { listOperation } from "../kit/list-operation.ts";
import { readOperation } from "../kit/resource.ts";

/** A person of the team as colleagues see him. */
export const employeeShape = z.object({
  employee_id: z.int().positive().describe("The employee's id; `assigned_to` elsewhere."),
  name: z.string().describe("As visitors and colleagues see it."),
  email: z.string().describe("What the person signs in with."),
  role: z.enum(roles).describe("What he may do in the console."),
});

export const employeeRecord = employeeShape.extend({
  disabled_at: z.string().nullable().describe("Since when he can no longer sign in; null for those who can."),
  joined_at: z
    .string()
    .nullable()
    .describe("When he first chose a password; null for who was invited and has not yet."),
  ...timestamps,
});

export const employee = defineEntity({
  name: "employee",
  table: "employees",
  id: "employee_id",
  path: "/employees",
  permission: { read: "any_secret", write: "console_admin", delete: "console_admin" },
  record: employeeRecord,
  sort: ["name", "email", "role", "created_at", "updated_at", "employee_id"],
  order: "asc",
  folded: ["name"],
  filters: {
    role: choice(roles),
    disabled: marked("disabled_at", "People who may no longer sign in, and still stand in old records."),
    search: searchWords("Looks through name and email."),
  },
  events: {},
});

/** Reading the team; `employee-changes.ts` changes it. */
export const employeeOperations = [
  listOperation("/employees", employee, {
    summary: "List the people of the team",
    description:
      "Those who may sign in, by name. `assigned_to` of leads, conversations and other records is an `employee_id`.",
  }),
  readOperation("/employees/{id}", employee, "Get a person of the team"),
] as const;
