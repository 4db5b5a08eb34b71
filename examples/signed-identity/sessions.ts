import { randomBytes } from "node:crypto";
import type { CookieOptions, Request, Response } from "express";
import type { Person } from "./chat-token.ts";

export interface Sessions {
  read(request: Request): Person | null;
  begin(request: Request, response: Response, person: Person): void;
  end(request: Request, response: Response): void;
}

const cookieName = "session";
const lifeMs = 12 * 60 * 60 * 1000;

/** Who is signed in, by a cookie that holds a random id and nothing else. Kept in memory: a restart signs everybody out. */
export function createSessions(now: () => number = Date.now): Sessions {
  const people = new Map<string, { readonly person: Person; readonly until: number }>();

  return {
    read(request) {
      const session = people.get(idOf(request));
      return session !== undefined && session.until > now() ? session.person : null;
    },
    begin(request, response, person) {
      // A new id at each sign-in: one that somebody planted before is worth nothing after.
      people.delete(idOf(request));
      for (const [id, { until }] of people) if (until <= now()) people.delete(id);
      const id = randomBytes(32).toString("base64url");
      people.set(id, { person, until: now() + lifeMs });
      response.cookie(cookieName, id, { ...cookieOptions(request), maxAge: lifeMs });
    },
    end(request, response) {
      people.delete(idOf(request));
      response.clearCookie(cookieName, cookieOptions(request));
    },
  };
}

/** No script reads it, no other site's form or picture sends it along, and over https it never travels without. */
function cookieOptions({ secure }: Request): CookieOptions {
  return { httpOnly: true, sameSite: "lax", secure, path: "/" };
}

function idOf(request: Request): string {
  const pairs = (request.headers.cookie ?? "").split(/; */).map((pair) => pair.split("="));
  return pairs.find(([name]) => name === cookieName)?.[1] ?? "";
}
