import { z } from "zod";
import type { Employee } from "../access/actor.ts";
import { type CreatedSession, sessionCookie, sessionSeconds } from "../access/sessions.ts";
import type { Api } from "../api.ts";
import { reply } from "../kit/operation.ts";
import { employeeShape } from "./employees.ts";

export const signedIn = z.object({
  csrf_token: z.string().describe("Goes into X-CSRF-Token of every call that is not a GET."),
  employee: employeeShape.describe("Who is signed in."),
});

/** The answer to a new sign-in, with its cookie. */
export function signedInReply(api: Api, employee: Employee, { token, csrfToken }: CreatedSession) {
  return reply(
    { csrf_token: csrfToken, employee },
    {
      status: 201,
      headers: {
        "Set-Cookie": sessionCookie(api.config, token, sessionSeconds),
        Location: `${api.config.basePath}/session`,
      },
    },
  );
}
