import type { FeedEvent } from "../../gateway/protocol.ts";
import type { Inbox } from "./inbox/inbox.ts";
import { inboxHref, nameOfVisitor } from "./inbox/tabs.ts";
import type { ConversationRow } from "./records.ts";

export interface NoticesOptions {
  readonly employeeId: number;
  readonly inbox: Pick<Inbox, "state" | "refresh" | "raise">;
  /** Whether the person looks at this conversation right now. */
  readonly isLookedAt: (conversationId: number) => boolean;
  readonly tell: (text: string, href: string) => void;
}

type Reason = "customer" | "person";

/** Calls an employee to what is his: his customer came back, or a visitor of his, or of nobody's, asks for a person. */
export class Notices {
  readonly #options: NoticesOptions;
  /** Conversations that were told to ask for a person; every further message of the visitor says it again. */
  readonly #asking = new Set<number>();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  hear(event: FeedEvent): void {
    const id = event.conversation_id;
    if (id === null) return;
    const reason = this.#reasonIn(event, id);
    if (reason !== null) void this.#call(id, reason);
  }

  #reasonIn({ type, data }: FeedEvent, id: number): Reason | null {
    const me = this.#options.employeeId;
    const { assigned_to, wants_person } = data;
    if (type === "conversation.contact_linked") return assigned_to === me ? "customer" : null;
    if (type !== "conversation.message") return null;
    if (wants_person !== true) {
      this.#asking.delete(id);
      return null;
    }
    const isNew = !this.#asking.has(id) && this.#options.inbox.state.value.rows.get(id)?.wants_person !== true;
    this.#asking.add(id);
    return isNew && (assigned_to === me || assigned_to === null) ? "person" : null;
  }

  async #call(id: number, reason: Reason): Promise<void> {
    const { inbox, isLookedAt, tell } = this.#options;
    if (isLookedAt(id)) return;
    if (reason === "customer") inbox.raise(id);
    // The row may be new to this page, and only it knows the visitor's name.
    const isThere = await inbox.refresh(id).catch(() => true);
    const row = inbox.state.value.rows.get(id);
    if (!isThere || row === undefined || isLookedAt(id)) return;
    tell(textOf(row, reason), inboxHref("open", id));
  }
}

function textOf(row: ConversationRow, reason: Reason): string {
  const name = nameOfVisitor(row);
  const isKnown = name !== "Visitor";
  if (reason === "customer") return isKnown ? `Your customer ${name} is writing` : "One of your customers is writing";
  return `${isKnown ? name : "A visitor"} asks for a person`;
}
