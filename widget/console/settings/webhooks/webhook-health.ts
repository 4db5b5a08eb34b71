import { html, type TemplateResult } from "lit";
import type { Delivery, Webhook } from "../../records.ts";
import { ago } from "../../time.ts";

/** How a webhook is, as a small coloured word; `now` in milliseconds. Use with `rowsLook`. */
export function webhookHealth(
  { enabled, disabled_reason, failing_since }: Pick<Webhook, "enabled" | "disabled_reason" | "failing_since">,
  now: number,
): TemplateResult {
  if (disabled_reason === "gone") return html`<span class="tone bad">Disabled: it answered 410</span>`;
  if (disabled_reason === "failing") return html`<span class="tone bad">Disabled: failed for five days</span>`;
  if (!enabled) return html`<span class="tone">Disabled</span>`;
  if (failing_since !== null) return html`<span class="tone warn">Failing since ${ago(failing_since, now)}</span>`;
  return html`<span class="tone good">Healthy</span>`;
}

const states: Readonly<Record<Delivery["status"], readonly [tone: string, word: string]>> = {
  delivered: ["good", "Delivered"],
  pending: ["warn", "Pending"],
  dead: ["bad", "Given up"],
};

/** How a delivery is. */
export function deliveryState({ status }: Pick<Delivery, "status">): TemplateResult {
  const [tone, word] = states[status];
  return html`<span class="tone ${tone}">${word}</span>`;
}
