import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BusMessage } from "../events/bus.ts";
import type { Space } from "../store/space.ts";
import { engines, openTestApi, type TestApi } from "../testing/api.ts";
import { createEmployee } from "./employees.ts";
import { createSession, readSessionCookie, revokeSession, sessionCookie, verifySession } from "./sessions.ts";

const https = { publicUrl: new URL("https://chat.example.com") };
const http = { publicUrl: new URL("http://localhost:8080") };
const token = "A".repeat(43);

describe("the cookie", () => {
  test("over https it is bound to this host and never sent in the clear", () => {
    expect(sessionCookie(https, token, 60)).toBe(
      `__Host-valethon=${token}; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax`,
    );
  });

  test("over plain http it has its own name", () => {
    expect(sessionCookie(http, "", 0)).toBe("valethon=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
  });

  test.each([
    [`valethon=${token}`, http, token],
    [`a=1; valethon=${token}; b=2`, http, token],
    [`valethon=junk; valethon=${token}`, http, token],
    [`__Host-valethon=${token}`, https, token],
    [`valethon=${token}`, https, null],
    [`__Host-valethon=${token}`, http, null],
    [`xvalethon=${token}`, http, null],
    [`valethon=${token}x`, http, null],
    ["valethon=", http, null],
    ["", http, null],
    [null, http, null],
    [undefined, http, null],
  ])("of %j is read back", (header, config, expected) => {
    expect(readSessionCookie(header, config)).toBe(expected);
  });
});

describe.each(engines)("sessions in the database (%s)", (engine) => {
  let stage: TestApi;
  let live: Space;
  let employeeId: number;
  const start = "2026-03-10T14:30:00Z";
  const errors: unknown[] = [];
  beforeAll(async () => {
    stage = await openTestApi({ engine });
    live = await stage.space("live");
    const wish = { name: "Ada", email: "ada@example.com", role: "agent", passwordHash: null, now: start } as const;
    employeeId = (await live.write(({ db }) => createEmployee(db, wish))).employee_id;
  });
  afterAll(async () => {
    expect(errors).toEqual([]);
    await stage.close();
  });

  const open = (now = start) =>
    live.write(({ db }) => createSession(db, { employeeId, address: "203.0.113.1", userAgent: "Browser/1", now }));
  const verify = (token: string, now = start) => verifySession(live, token, now, (error) => errors.push(error));
  const rowOf = (sessionId: number) =>
    live.read.selectFrom("employee_sessions").selectAll().where("session_id", "=", sessionId).executeTakeFirst();

  test("a token tells who is signed in", async () => {
    const { token, csrfToken, sessionId } = await open();
    expect(await verify(token)).toEqual({
      kind: "employee",
      employee: { employee_id: employeeId, name: "Ada", email: "ada@example.com", role: "agent" },
      sessionId,
      csrfToken,
    });
    expect(await verify(csrfToken)).toBeNull();
    expect(await verify("")).toBeNull();
  });

  test("tokens are never alike, fit for a cookie, and not stored", async () => {
    const [one, other] = [await open(), await open()];
    expect(new Set([one.token, one.csrfToken, other.token, other.csrfToken]).size).toBe(4);
    expect(readSessionCookie(`valethon=${one.token}`, http)).toBe(one.token);
    expect(JSON.stringify(await rowOf(one.sessionId))).not.toContain(one.token);
  });

  test("it ends after twelve idle hours", async () => {
    const { token } = await open();
    expect(await verify(token, "2026-03-11T02:29:59Z")).not.toBeNull();
    const idle = await open();
    expect(await verify(idle.token, "2026-03-11T02:30:00Z")).toBeNull();
  });

  test("it ends after seven days, however busy", async () => {
    const { token, sessionId } = await open();
    for (let hours = 10; hours < 168; hours += 10) {
      const now = `${new Date(Date.parse(start) + hours * 3_600_000).toISOString().slice(0, 19)}Z`;
      expect(await verify(token, now)).not.toBeNull();
      await expect.poll(async () => (await rowOf(sessionId))?.last_used_at).toBe(now);
    }
    expect(await verify(token, "2026-03-17T14:29:59Z")).not.toBeNull();
    expect(await verify(token, "2026-03-17T14:30:00Z")).toBeNull();
  });

  test("the last use is noted at most once a minute", async () => {
    const { token, sessionId } = await open();
    await verify(token, "2026-03-10T14:30:59Z");
    await verify(token, "2026-03-10T14:31:00Z");
    await expect.poll(async () => (await rowOf(sessionId))?.last_used_at).toBe("2026-03-10T14:31:00Z");
  });

  test("a disabled employee is signed out", async () => {
    const { token } = await open();
    const disable = (disabled_at: string | null) =>
      live.write(({ db }) =>
        db.updateTable("employees").set({ disabled_at }).where("employee_id", "=", employeeId).execute(),
      );
    await disable(start);
    expect(await verify(token)).toBeNull();
    await disable(null);
    expect(await verify(token)).not.toBeNull();
  });

  test("a revoked session is gone for the next request, and its sockets are told", async () => {
    const heard: BusMessage[] = [];
    const { token, sessionId } = await open();
    const other = await open();
    const stop = live.bus.subscribe((message) => heard.push(message));
    await live.write((transaction) => revokeSession(transaction, sessionId));
    stop();
    expect(await verify(token)).toBeNull();
    expect(await verify(other.token)).not.toBeNull();
    expect(heard).toEqual([{ kind: "revoked", what: "employee_session", id: sessionId }]);
  });

  test("signing in clears one's own outlived sessions away", async () => {
    const { sessionId } = await open("2026-03-01T00:00:00Z");
    await open();
    expect(await rowOf(sessionId)).toBeUndefined();
  });
});
