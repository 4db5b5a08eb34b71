import { expect, test } from "vitest";
import { event, many, row, setUp } from "./testing/inbox-server.ts";

test("a row whose reading failed is read again when the server may answer", async () => {
  const { inbox, rows, network, elapse } = setUp(row(1));
  await inbox.load();
  rows.set(1, row(1, { last_message: "New" }));
  network.isAway = true;
  inbox.apply(event(1));
  elapse();
  await settled();
  network.isAway = false;
  inbox.catchUp();
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(1)?.last_message).toBe("New");
});

test("lists whose loading failed are told once, and leave no other request's failure unheard", async () => {
  const { inbox, network } = setUp(row(1));
  network.isAway = true;
  expect(await inbox.load()).toBeNull();
  expect(inbox.state.value.phase).toBe("failed");
});

test("an answer that comes late undoes no newer one", async () => {
  const { inbox, rows, network } = setUp(row(1));
  await inbox.load();
  const late = Promise.withResolvers<void>();
  network.late.push(late.promise);
  const first = inbox.refresh(1);
  rows.set(1, row(1, { last_message: "New" }));
  await inbox.refresh(1);
  late.resolve();
  await first;
  expect(inbox.state.value.rows.get(1)?.last_message).toBe("New");
});

test("a list that comes late undoes no newer row, and keeps a conversation that began after it was asked for", async () => {
  const { inbox, rows, network } = setUp(row(1));
  await inbox.load();
  const late = Promise.withResolvers<void>();
  network.late.push(late.promise, late.promise);
  const loading = inbox.load();
  rows.set(1, row(1, { last_message: "New" }));
  rows.set(2, row(2));
  await Promise.all([inbox.refresh(1), inbox.refresh(2)]);
  late.resolve();
  await loading;
  expect(inbox.state.value.rows.get(1)?.last_message).toBe("New");
  expect(inbox.state.value.rows.has(2)).toBe(true);
});

test("of many changes at once, those of closed conversations on screen are read too", async () => {
  const { inbox, rows, elapse } = setUp(...many(30), row(99, { status: "closed" }));
  await inbox.load();
  await inbox.loadClosed();
  rows.set(99, row(99, { status: "closed", lead_id: 7 }));
  for (const id of rows.keys()) inbox.apply(event(id));
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(99)?.lead_id).toBe(7);
});

test("what somebody of the team has read to its end is unread no more, and what is new since then is counted", async () => {
  const { inbox, rows, calls, elapse } = setUp(row(1, { last_seq: 4 }), row(2, { last_seq: 4, unread: 3 }));
  await inbox.load();
  calls.length = 0;
  inbox.read({ conversation_id: 1, by: "agent", seq: 4 });
  expect(inbox.state.value.rows.get(1)?.unread).toBe(0);
  rows.set(2, row(2, { last_seq: 4, unread: 1 }));
  inbox.read({ conversation_id: 2, by: "agent", seq: 3 });
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(2)?.unread).toBe(1);
  expect(calls).toEqual(["GET /conversations/{id}"]);
});

test("what this agent has read to its end is unread no more at once, and what is newer than what he saw stays so", async () => {
  const { inbox } = setUp(row(1, { last_seq: 4, unread: 3 }));
  await inbox.load();
  inbox.markRead(1, 3);
  expect(inbox.state.value.rows.get(1)?.unread).toBe(3);
  inbox.markRead(1, 4);
  expect(inbox.state.value.rows.get(1)?.unread).toBe(0);
});

test("a row that is being read may be from before the team read it: it is read once more", async () => {
  const { inbox, rows, network, elapse } = setUp(row(1, { last_seq: 4 }));
  await inbox.load();
  const late = Promise.withResolvers<void>();
  network.late.push(late.promise);
  inbox.apply(event(1));
  elapse();
  rows.set(1, row(1, { last_seq: 4, unread: 0 }));
  inbox.read({ conversation_id: 1, by: "agent", seq: 4 });
  late.resolve();
  await settled();
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(1)?.unread).toBe(0);
});

test("after a time without a connection all is read anew", async () => {
  const { inbox, rows, elapse } = setUp(row(1));
  await inbox.load();
  rows.set(1, row(1, { unread: 0 }));
  inbox.missed();
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(1)?.unread).toBe(0);
});

test("what became of a change without an answer is found out", async () => {
  const { inbox, rows, refusal, elapse } = setUp(row(1));
  await inbox.load();
  refusal.next = new Error("no answer");
  await expect(inbox.close(1)).rejects.toThrow("no answer");
  rows.set(1, row(1, { status: "closed" }));
  elapse();
  await settled();
  expect(inbox.state.value.rows.get(1)?.status).toBe("closed");
});

/** Lets everything happen that no clock and no server holds up. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
