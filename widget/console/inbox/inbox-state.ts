import type { ConversationDetail, ConversationRow } from "../records.ts";

/** What the inbox shows; replaced whole. */
export interface InboxState {
  readonly phase: "loading" | "ready" | "failed";
  readonly problem: string | null;
  /** Every open conversation, and those closed ones that were asked for. */
  readonly rows: ReadonlyMap<number, ConversationRow>;
  readonly details: ReadonlyMap<number, ConversationDetail>;
  readonly closedTotal: number;
  /** Pages of closed conversations loaded so far, and whether there are more. */
  readonly closedPages: number;
  readonly moreClosed: boolean;
  /** Conversations whose visitor is typing. */
  readonly typing: ReadonlySet<number>;
  /** Conversations that this employee was called to and has not looked at since. */
  readonly raised: ReadonlySet<number>;
}

export const emptyInbox: InboxState = {
  phase: "loading",
  problem: null,
  rows: new Map(),
  details: new Map(),
  closedTotal: 0,
  closedPages: 0,
  moreClosed: false,
  typing: new Set(),
  raised: new Set(),
};
