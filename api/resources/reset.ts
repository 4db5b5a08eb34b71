import { z } from "zod";
import type { Actor } from "../access/actor.ts";
import { audit } from "../access/audit.ts";
import { AppError } from "../errors.ts";
import { operation } from "../kit/operation.ts";
import type { Mode } from "../store/space.ts";
import { thinOutSpace, wipeSpace } from "./wipe-space.ts";

const reset = operation(
  "POST /reset",
  {
    summary: "Wipe the test data",
    description:
      "Removes every lead, contact, account, opportunity, activity, note, conversation, visitor, import and delivery of the test space, at once and for good; fires no events. What you set up stays: keys, settings, the pipeline, custom fields and webhooks. Ids are not given again, and `GET /events` goes on from where it was. Takes a `crm_test_` key, or an owner signed in to the console in test mode. Live data cannot be wiped. A repeat wipes again, also under the same Idempotency-Key.",
    permission: "any_secret",
    alone: true,
    sensitive: true,
    body: z.strictObject({
      confirm: z.literal("reset").describe("The word reset: there is no way back."),
    }),
    returns: z.object({ reset: z.literal(true).describe("Always true.") }),
    errors: { FORBIDDEN: "It is not a test key, or not an owner's sign-in in test mode." },
    example: { confirm: "reset" },
    async prepare({ actor, space }) {
      requireTestOwner(actor, space.mode);
      await thinOutSpace(space);
    },
  },
  async ({ db, publish, space, actor, request, now }) => {
    await wipeSpace({ db, publish }, space);
    await audit(db, { action: "test_data.wiped", actor, target: null, address: request.address, now });
    return { reset: true as const };
  },
);

function requireTestOwner(actor: Actor, mode: Mode): void {
  if (mode === "test" && actor.kind === "secret") return;
  if (mode === "test" && actor.kind === "employee" && actor.employee.role === "owner") return;
  throw new AppError(
    "FORBIDDEN",
    "Only test data can be wiped: by a crm_test_ key, or by an owner signed in to the console in test mode.",
  );
}

export const resetOperations = [reset] as const;
