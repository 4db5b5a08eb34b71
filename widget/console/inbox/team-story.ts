import type { FeedEvent } from "../../../gateway/protocol.ts";
import type { ConsoleClient } from "../api.ts";
import { Store } from "../store.ts";
import { describeEvent, type TeamEntry } from "./story.ts";

export interface StoryDoors {
  readonly client: Pick<ConsoleClient, "call">;
  readonly nameOf: (employeeId: number | null) => string | null;
}

/** More notes nobody reads beside a conversation; the lead holds what is to last. */
const mostNotes = 100;

/** What the team noted and did in the open conversation: loaded when it is opened, then told by the feed. */
export class TeamStory {
  /** The oldest first. */
  readonly entries = new Store<readonly TeamEntry[]>([]);
  readonly #doors: StoryDoors;
  #conversationId: number | null = null;
  /** What could not be read is asked for again. */
  #isWhole = false;

  constructor(doors: StoryDoors) {
    this.#doors = doors;
  }

  open(conversationId: number): void {
    if (conversationId === this.#conversationId) return;
    this.#conversationId = conversationId;
    this.entries.set([]);
    void this.#load(conversationId);
  }

  leave(): void {
    this.#conversationId = null;
    this.entries.set([]);
  }

  /** The server may answer again. */
  catchUp(): void {
    if (this.#conversationId !== null && !this.#isWhole) void this.#load(this.#conversationId);
  }

  /** There may be more than the feed will tell. */
  missed(): void {
    this.#isWhole = false;
  }

  hear({ conversation_id, event_id, type, timestamp, data }: FeedEvent): void {
    if (conversation_id === null || conversation_id !== this.#conversationId) return;
    if (type === "note.created") this.#add(noteEntry(data as unknown as NoteLike));
    else this.#addEvent({ event_id, type, timestamp, data });
  }

  /** Never rejects: the messages are there without it, and it is tried again. */
  async #load(id: number): Promise<void> {
    const { client } = this.#doors;
    this.#isWhole = true;
    try {
      const about = { entity_type: "conversation", entity_id: id, per_page: mostNotes, sort: "created_at" };
      const [notes, { events }] = await Promise.all([
        client.call("GET /notes", { query: about }),
        client.call("GET /conversations/{id}/events", { params: { id } }),
      ]);
      if (id !== this.#conversationId) return;
      for (const note of notes.data) this.#add(noteEntry(note));
      for (const { event, ...one } of events) this.#addEvent({ ...one, type: event });
    } catch {
      if (id === this.#conversationId) this.#isWhole = false;
    }
  }

  #addEvent({ event_id, type, timestamp, data }: Pick<FeedEvent, "event_id" | "type" | "timestamp" | "data">): void {
    const text = describeEvent({ type, data }, this.#doors.nameOf);
    if (text !== null) this.#add({ key: `e${event_id}`, at: timestamp, kind: "event", text, author: null });
  }

  #add(entry: TeamEntry): void {
    const { value } = this.entries;
    if (value.some(({ key }) => key === entry.key)) return;
    this.entries.set([...value, entry].sort((one, other) => one.at.localeCompare(other.at)));
  }
}

interface NoteLike {
  readonly note_id: number;
  readonly created_at: string;
  readonly content: string;
  readonly author_name: string | null;
}

const noteEntry = ({ note_id, created_at, content, author_name }: NoteLike): TeamEntry => ({
  key: `n${note_id}`,
  at: created_at,
  kind: "note",
  text: content,
  author: author_name,
});
