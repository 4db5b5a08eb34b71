import { audit } from "../access/audit.ts";
import { createEmployee } from "../access/employees.ts";
import { checkPassword } from "../access/password-strength.ts";
import { type Role, roles } from "../access/permissions.ts";
import { mirrorToTest, toEmployee } from "../access/sign-in.ts";
import { timestamp } from "../clock.ts";
import { onlyTenant } from "../store/spaces.ts";
import { type Command, UsageError } from "./command.ts";

/** A longer password is a file piped by mistake. */
const longestInput = 10_000;

export const createUserCommand: Command = {
  name: "users create",
  summary: "Make a person who signs in to the console.",
  options: {
    email: { type: "string", help: "what they sign in with", required: true },
    name: { type: "string", help: "what colleagues and visitors see", required: true },
    role: { type: "string", help: `${roles.join(" | ")}`, required: true },
    "password-stdin": { type: "boolean", help: "read the password from standard input", required: true },
  },
  async run(api, options) {
    const role = roles.find((known): known is Role => known === options["role"]);
    if (role === undefined) throw new UsageError(`--role must be one of ${roles.join(", ")}.`);
    const [email, name] = [String(options["email"]), String(options["name"])];
    const password = await readPassword();
    checkPassword(password, [name, email]);
    const live = await api.spaces.open(onlyTenant, "live");
    const password_hash = await api.passwords.hash(password);
    const now = timestamp(api.clock.now());
    const row = await live.write(async ({ db }) => {
      const made = await createEmployee(db, { name, email, role, passwordHash: password_hash, now });
      const target = `employee:${made.employee_id}`;
      await audit(db, { action: "employee.created", actor: { kind: "system" }, target, address: null, now });
      return made;
    });
    await mirrorToTest(api, onlyTenant, row);
    const employee = toEmployee(row);
    if (options["json"] === true) return JSON.stringify(employee);
    return `${employee.name} (${employee.email}) can sign in at ${api.config.publicUrl.origin}/crm`;
  },
};

/** Everything piped in, less one trailing newline (which `echo` adds). */
async function readPassword(): Promise<string> {
  let text = "";
  process.stdin.setEncoding("utf8");
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > longestInput) throw new UsageError("The password on standard input is too long.");
  }
  return text.replace(/\r?\n$/, "");
}
