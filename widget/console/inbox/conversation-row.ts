import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "../parts/avatar.ts";
import type { ConversationRow } from "../records.ts";
import { ago, instantText, shortSpan } from "../time.ts";
import { nameOfVisitor } from "./tabs.ts";

export interface RowContext {
  readonly href: string;
  readonly selected: boolean;
  readonly typing: boolean;
  /** It asks for this employee, or for anybody. */
  readonly raised: boolean;
  /** Its visitor is this employee's customer, who came back and waits to be looked at. */
  readonly called: boolean;
  /** Name of the employee it is assigned to. */
  readonly assignee: string | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const longWaitMs = 5 * 60_000;

/** One conversation of the list. */
export function conversationRow(row: ConversationRow, context: RowContext): TemplateResult {
  const name = nameOfVisitor(row);
  const at = row.last_message_at ?? row.created_at;
  return html`<li>
    <a class="row ${row.unread > 0 ? "unread" : ""} ${context.raised ? "raised" : ""}" href=${context.href} aria-current=${context.selected ? "true" : nothing}>
      ${avatar(name)}
      <span class="text">
        <span class="line">
          <span class="name clip">${name}</span>
          ${row.contact_id === null ? nothing : html`<span class="chip customer">${context.called ? "Your customer" : "Customer"}</span>`}
          <time class="quiet small" datetime=${at} title=${instantText(at)}>${ago(at, context.now)}</time>
        </span>
        <span class="line">
          <span class="last clip">${lastLine(row, context.typing)}</span>
          ${waiting(row, context.now)}
          ${row.unread > 0 ? html`<span class="dot"></span><span class="unseen">${row.unread} unread</span>` : nothing}
          ${
            context.assignee === null || row.unread > 0
              ? nothing
              : html`<span title="Assigned to ${context.assignee}">${avatar(context.assignee, "small")}</span
                  ><span class="unseen">Assigned to ${context.assignee}</span>`
          }
        </span>
      </span>
    </a>
  </li>`;
}

function lastLine(row: ConversationRow, typing: boolean): TemplateResult | string {
  if (typing) return html`<span class="typing">typing…</span>`;
  if (row.last_message === null) return "No messages yet";
  // Any colleague may have answered: the row does not know who.
  return row.last_message_by === "agent" ? `Reply: ${row.last_message}` : row.last_message;
}

function waiting(row: ConversationRow, now: number): TemplateResult | typeof nothing {
  if (row.blocked) return html`<span class="chip wants">blocked</span>`;
  if (row.status !== "open") return html`<span class="chip">${row.status}</span>`;
  if (row.wants_person) return html`<span class="chip wants">wants a person</span>`;
  if (row.waiting_since === null) return nothing;
  const span = now - Date.parse(row.waiting_since);
  return html`<span class="chip ${span > longWaitMs ? "long" : ""}" title="Waiting since ${instantText(row.waiting_since)}"
    >waits ${span < 60_000 ? "<1m" : shortSpan(span)}</span
  >`;
}
