import { html, nothing, type TemplateResult } from "lit";
import { type IconName, icon } from "../icons.ts";
import { statusChip } from "../parts/status.ts";
import type { LeadDetail } from "../records.ts";
import { ago, instantText } from "../time.ts";

export interface Link {
  readonly href: string;
  readonly sign: IconName;
  readonly text: string;
  /** What it is, or what else is to be known of it. */
  readonly more?: string | null;
}

/** Records that belong to this one; nothing without any. `more` stands below them. Use with `recordLook`. */
export function linkedRecords(
  title: string,
  links: readonly Link[],
  more: TemplateResult | typeof nothing = nothing,
): TemplateResult | typeof nothing {
  if (links.length === 0 && more === nothing) return nothing;
  return html`<section class="facts">
    <h3>${title}</h3>
    ${
      links.length === 0
        ? nothing
        : html`<ul class="talks">
          ${links.map(
            (link) =>
              html`<li>
                <a href=${link.href}>
                  ${icon(link.sign, 16)}<span class="clip">${link.text}</span>
                  ${link.more ? html`<span class="quiet small clip tail">${link.more}</span>` : nothing}
                </a>
              </li>`,
          )}
        </ul>`
    }
    ${more}
  </section>`;
}

/** What was said with this person, newest first; `now` in milliseconds. Use with `recordLook`. */
export function conversationLinks(
  conversations: LeadDetail["conversations"],
  now: number,
): TemplateResult | typeof nothing {
  if (conversations.length === 0) return nothing;
  return html`<section class="facts">
    <h3>Conversations</h3>
    <ul class="talks">
      ${conversations.map((talk) => {
        const at = talk.last_message_at ?? talk.created_at;
        return html`<li>
          <a href="/crm/inbox/${talk.conversation_id}">
            ${icon("chat", 16)}<span class="clip">${talk.last_message ?? `Conversation ${talk.conversation_id}`}</span>
            <time class="quiet small" datetime=${at} title=${instantText(at)}>${ago(at, now)}</time>
            ${talk.status === "open" ? statusChip("open") : nothing}
          </a>
        </li>`;
      })}
    </ul>
  </section>`;
}
