import { html, nothing, type TemplateResult } from "lit";
import type { ChatSnapshot } from "../../state/types.ts";
import type { ExtrasHost } from "./host.ts";

/** Asks whether an email or phone that was found in a message may be used. `act` does what a button says. */
export function contactChip(
  { late, chat }: ExtrasHost,
  { contactFound: found }: ChatSnapshot,
  act: (answer: () => void) => void,
): TemplateResult | typeof nothing {
  if (!found) return nothing;
  return html`<div class="card" role="group" aria-labelledby="reach"><p id="reach" class="small">${late.reach}</p><bdi>${
    found.email ?? found.phone
  }</bdi><div class="row"><button class="primary" @click=${() => act(() => void chat.identify(found, true))}>${
    late.yes
  }</button><button class="quiet" @click=${() => act(() => chat.dismissContact())}>${late.no}</button></div></div>`;
}
