import { describe, expect, test } from "vitest";
import type { FeedHappened, FeedSynced, Refusal } from "../../gateway/protocol.ts";
import { Feed } from "./feed.ts";

const event = (feed_seq: number, epoch = "a"): FeedHappened => ({
  epoch,
  feed_seq,
  event_id: feed_seq,
  type: "conversation.message",
  timestamp: "2026-03-10T14:30:00Z",
  conversation_id: 7,
  data: {},
});

const at = (feed_seq: number, epoch = "a") => ({ feed_seq, epoch });

/** A server whose log holds events 1 … head. */
function fakeServer(head: number) {
  const server = { head, epoch: "a", reload: false, pageSize: 2, down: false, asked: [] as number[] };
  const applied: number[] = [];
  let reloads = 0;
  let restores = 0;
  const sync = async (after: number): Promise<FeedSynced | Refusal> => {
    server.asked.push(after);
    if (server.down) throw new Error("no connection");
    const missing = Math.max(0, server.head - after);
    const events = Array.from({ length: Math.min(missing, server.pageSize) }, (_, index) => event(after + index + 1));
    return {
      ok: true,
      epoch: server.epoch,
      head: server.head,
      events,
      more: missing > events.length,
      reload: server.reload,
    };
  };
  const feed = new Feed({
    sync,
    apply: (fact) => applied.push(fact.feed_seq),
    reload: () => reloads++,
    restored: () => restores++,
  });
  return { server, feed, applied, reloads: () => reloads, restores: () => restores };
}

describe("feed", () => {
  test("the next event is applied without asking the server", () => {
    const { server, feed, applied } = fakeServer(5);
    feed.start(at(5));
    feed.receive(event(6));
    expect(applied).toEqual([6]);
    expect(server.asked).toEqual([]);
  });

  test("an event that was seen already is dropped", () => {
    const { feed, applied } = fakeServer(5);
    feed.start(at(5));
    feed.receive(event(6));
    feed.receive(event(6));
    feed.receive(event(4));
    expect(applied).toEqual([6]);
  });

  test("a gap is filled in order, over several pages", async () => {
    const { server, feed, applied } = fakeServer(5);
    feed.start(at(5));
    server.head = 10;
    feed.receive(event(10));
    await feed.check();
    expect(applied).toEqual([6, 7, 8, 9, 10]);
  });

  test("events pushed while a gap is filled are neither lost nor doubled", async () => {
    const { server, feed, applied } = fakeServer(5);
    feed.start(at(5));
    server.head = 7;
    const checking = feed.check();
    server.head = 8;
    feed.receive(event(8));
    await checking;
    expect(applied).toEqual([6, 7, 8]);
  });

  test("without a connection nothing is lost: the next check repairs it", async () => {
    const { server, feed, applied } = fakeServer(5);
    feed.start(at(5));
    server.head = 7;
    server.down = true;
    await feed.check();
    expect(applied).toEqual([]);
    server.down = false;
    await feed.check();
    expect(applied).toEqual([6, 7]);
  });

  test("when the log no longer reaches back the lists are loaded anew, and nothing is applied until then", async () => {
    const { server, feed, applied, reloads, restores } = fakeServer(5);
    feed.start(at(5));
    server.reload = true;
    await feed.check();
    feed.receive(event(6));
    expect([reloads(), restores(), applied]).toEqual([1, 0, []]);
  });

  test.each<[string, (known: ReturnType<typeof fakeServer>) => Promise<void> | void]>([
    [
      "the log has another epoch, and goes on where it was",
      ({ server, feed }) => {
        Object.assign(server, { head: 9, epoch: "b" });
        return feed.check();
      },
    ],
    [
      "the position lies beyond the head",
      ({ server, feed }) => {
        server.head = 2;
        return feed.check();
      },
    ],
    ["the next event is told of another epoch", ({ feed }) => feed.receive(event(6, "b"))],
    ["an event with a number of before is told of another epoch", ({ feed }) => feed.receive(event(3, "b"))],
    ["the lists came from another epoch", ({ feed }) => feed.start(at(6, "b"))],
  ])("when %s the database was restored: it is told once, and nothing more is applied", async (_name, happen) => {
    const known = fakeServer(5);
    known.feed.start(at(5));
    await happen(known);
    expect(known.restores()).toBe(1);
    known.feed.receive(event(6));
    known.feed.receive(event(6, "b"));
    await known.feed.check();
    expect([known.reloads(), known.restores(), known.applied]).toEqual([0, 1, []]);
  });

  test("before the start and after the stop nothing is asked or applied", async () => {
    const { server, feed, applied } = fakeServer(5);
    await feed.check();
    feed.start(at(5));
    feed.stop();
    feed.receive(event(6));
    await feed.check();
    expect(server.asked).toEqual([]);
    expect(applied).toEqual([]);
  });
});
