import { describe, expect, test } from "vitest";
import { ApiError } from "../../api/client.ts";
import type { FeedEvent } from "../../gateway/protocol.ts";
import { Contacts } from "./contacts.ts";

const changed = (type: string, contact_id: number) => ({ type, data: { contact_id } }) as unknown as FeedEvent;

function setUp() {
  const server = { name: "Maya", fails: null as Error | null, asked: [] as number[] };
  const call = async (_key: string, { params }: { params: { id: number } }) => {
    server.asked.push(params.id);
    if (server.fails !== null) throw server.fails;
    return { contact_id: params.id, first_name: server.name };
  };
  const contacts = new Contacts({ call } as never);
  return { server, contacts, name: (id: number) => contacts.state.value.get(id)?.first_name };
}

describe("contacts on screen", () => {
  test("each is read once", async () => {
    const { server, contacts, name } = setUp();
    await Promise.all([contacts.want(3), contacts.want(3)]);
    await contacts.want(3);
    expect(name(3)).toBe("Maya");
    expect(server.asked).toEqual([3]);
  });

  test("one that somebody changes is read anew, others are not", async () => {
    const { server, contacts, name } = setUp();
    await contacts.want(3);
    server.name = "Maya Lopez";
    contacts.hear(changed("contact.updated", 4));
    contacts.hear(changed("conversation.contact_linked", 3));
    expect(server.asked).toEqual([3]);
    contacts.hear(changed("contact.updated", 3));
    await expect.poll(() => name(3)).toBe("Maya Lopez");
  });

  test.each([
    [404, "NOT_FOUND"],
    [403, "FORBIDDEN"],
  ])("one that is refused with %d is none", async (status, code) => {
    const { server, contacts } = setUp();
    server.fails = new ApiError(status, { code }, null);
    await contacts.want(3);
    expect(contacts.state.value.get(3)).toBeNull();
  });

  test("one that could not be read is asked for again", async () => {
    const { server, contacts, name } = setUp();
    server.fails = new Error("no connection");
    await contacts.want(3);
    expect(contacts.state.value.has(3)).toBe(false);
    server.fails = null;
    await contacts.want(3);
    expect(name(3)).toBe("Maya");
  });
});
