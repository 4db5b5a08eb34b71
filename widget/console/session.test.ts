import { describe, expect, test } from "vitest";
import { ApiError } from "../../api/client.ts";
import type { ConsoleClient } from "./api.ts";
import { Session } from "./session.ts";

const ada = { employee_id: 1, name: "Ada", email: "ada@example.com", role: "owner" };

function createSession(answers: Readonly<Record<string, unknown>>) {
  let changes = 0;
  const call = async (key: string) => {
    const answer = answers[key];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const session = new Session(
    () => ({ call }) as unknown as ConsoleClient,
    () => {
      changes += 1;
    },
  );
  return { session, changes: () => changes };
}

const refused = new ApiError(401, { code: "AUTH_REQUIRED", error: "Sign in." }, null);
const away = new ApiError(0, { error: "The server cannot be reached." }, null);
const signedIn = { csrf_token: "c", employee: ada };

describe("the console's session", () => {
  test("the other tabs are told of a sign-in and of a sign-out, not of what was merely asked", async () => {
    const { session, changes } = createSession({
      "POST /session": signedIn,
      "GET /session": { ...signedIn, company_name: "Acme", tenant: "main" },
      "DELETE /session": { session_id: 1, deleted: true },
    });
    await session.resume();
    expect([session.employee?.name, changes()]).toEqual(["Ada", 0]);
    await session.signIn("ada@example.com", "secret");
    expect(changes()).toBe(1);
    await session.signOut();
    expect([session.employee, changes()]).toEqual([null, 2]);
  });

  test("whoever chooses a password by a personal link is signed in, and the other tabs are told", async () => {
    const invited = { name: "Ada", email: "ada@example.com", joined: false, company_name: "Acme" };
    const { session, changes } = createSession({ "POST /welcome": invited, "POST /welcome/password": signedIn });
    expect(await session.whoseLink("token")).toEqual(invited);
    expect([session.employee, changes()]).toEqual([null, 0]);
    await session.join({ token: "token", password: "kelp-otter-violin" });
    expect([session.employee?.name, session.csrfToken, changes()]).toEqual(["Ada", "c", 1]);
  });

  test("a refused sign-in changes nothing", async () => {
    const { session, changes } = createSession({ "POST /session": refused });
    await expect(session.signIn("ada@example.com", "wrong")).rejects.toBe(refused);
    expect([session.employee, changes()]).toEqual([null, 0]);
  });

  test("whoever is signed in stays so while the server is away, and not when it no longer knows them", async () => {
    const answers: Record<string, unknown> = { "GET /session": signedIn };
    const { session } = createSession(answers);
    await session.resume();
    answers["GET /session"] = away;
    await session.resume();
    expect(session.employee?.name).toBe("Ada");
    answers["GET /session"] = refused;
    await session.resume();
    expect(session.employee).toBeNull();
  });
});
