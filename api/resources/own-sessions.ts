import { z } from "zod";
import { addressPartition } from "../access/address.ts";
import { audit } from "../access/audit.ts";
import { revokeSession, standingSessions } from "../access/sessions.ts";
import { AppError } from "../errors.ts";
import { operation } from "../kit/operation.ts";
import { idParams } from "../kit/resource.ts";
import { inLive } from "./change-person.ts";
import { employeeOf } from "./session.ts";

const signInRecord = z.object({
  session_id: z.int().describe("The sign-in's id."),
  current: z.boolean().describe("Whether it is the one that asks."),
  user_agent: z.string().nullable().describe("What the browser calls itself, up to 300 characters."),
  network: z
    .string()
    .nullable()
    .describe("Where it was signed in from, without the part of the address that names a device: `203.0.113.0/24`."),
  created_at: z.string().describe("When it was signed in, UTC ISO 8601."),
  last_used_at: z.string().describe("When it was last used, to the minute, UTC ISO 8601."),
  expires_at: z.string().describe("When it ends at the latest, UTC ISO 8601. Twelve hours without use end it before."),
});

const list = operation(
  "GET /profile/sessions",
  {
    summary: "List your own sign-ins",
    description:
      "Every browser in which you are signed in: the one that asks, then the last used. For everybody signed in to the console.",
    permission: "console",
    alone: true,
    returns: z.array(signInRecord),
    exampleAnswer: [
      {
        ...{ session_id: 61, current: true, network: "203.0.113.0/24" },
        user_agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
        created_at: "2026-03-10T08:02:11Z",
        last_used_at: "2026-03-10T14:30:00Z",
        expires_at: "2026-03-17T08:02:11Z",
      },
    ],
  },
  async ({ api, space, actor, now }) => {
    const { employee, sessionId } = employeeOf(actor);
    const live = await api.spaces.open(space.tenant, "live");
    const standing = await standingSessions(live.read, employee.employee_id, now);
    const own = standing.map(({ address, ...session }) => ({
      ...session,
      network: networkOf(address),
      current: session.session_id === sessionId,
    }));
    return own.toSorted((one, other) => Number(other.current) - Number(one.current));
  },
);

const end = operation(
  "DELETE /profile/sessions/{id}",
  {
    summary: "End one of your own sign-ins",
    description: "At once, with its connections. `DELETE /session` ends the one that asks and deletes its cookie too.",
    permission: "console",
    alone: true,
    params: idParams,
    returns: z.object({
      session_id: z.int().describe("The sign-in that ended."),
      deleted: z.literal(true).describe("Always true."),
    }),
    async prepare(context, { params: { id } }) {
      const { actor, request, now } = context;
      const { employee_id } = employeeOf(actor).employee;
      await inLive(context, async (transaction) => {
        const { db } = transaction;
        const own = await db
          .selectFrom("employee_sessions")
          .select("session_id")
          .where("session_id", "=", id)
          .where("employee_id", "=", employee_id)
          .executeTakeFirst();
        if (own === undefined) throw new AppError("NOT_FOUND", `You have no sign-in ${id}. It may have ended already.`);
        await revokeSession(transaction, id);
        await audit(db, { action: "session.ended", actor, target: null, address: request.address, now });
      });
    },
  },
  async (_context, { params }) => ({ session_id: params.id, deleted: true as const }),
);

/** The network an address lies in: of IPv4 without the last number, of IPv6 its /64. */
function networkOf(address: string | null): string | null {
  if (address === null) return null;
  const network = addressPartition(address);
  return network.includes(":") ? network : network.replace(/\.\d+$/, ".0/24");
}

export const ownSessionOperations = [list, end] as const;
