import { confirm } from "../../parts/confirm.ts";
import type { Webhook } from "../../records.ts";
import type { Services } from "../../services.ts";

/** What a test came to. */
export type TestOutcome = Awaited<ReturnType<typeof sendTest>>;

/** Sends a test and resolves to what was answered. Rejects with the API's refusal. */
export function sendTest({ client }: Services, { webhook_id }: Webhook) {
  return client.call("POST /webhooks/{id}/test", { params: { id: webhook_id } });
}

/** Turns it on or off. What waits is given up when it is turned off, so one is asked. Resolves to whether it was done. */
export async function turn({ client }: Services, { webhook_id, enabled }: Webhook): Promise<boolean> {
  const question = {
    heading: "Disable this webhook?",
    text: "Nothing more is sent, and what waits is given up. What happens meanwhile can be replayed once it is enabled.",
    action: "Disable",
    danger: true,
  };
  if (enabled && !(await confirm(question))) return false;
  await client.call("PUT /webhooks/{id}", { params: { id: webhook_id }, body: { enabled: !enabled } });
  return true;
}

/** Makes another secret; the one before signs too for 24 hours. Resolves to it, or to null when one did not want it. */
export async function rotate({ client }: Services, { webhook_id }: Webhook): Promise<string | null> {
  const question = {
    heading: "Rotate the secret?",
    text: "A new secret is made and shown once. For 24 hours deliveries are signed with both, so that you can put it in place.",
    action: "Make a new secret",
  };
  if (!(await confirm(question))) return null;
  const { secret } = await client.call("PUT /webhooks/{id}", { params: { id: webhook_id }, body: { secret: null } });
  return secret;
}

/** Deletes it, with the way back beside the word that it is done. Resolves to whether it was done. */
export async function remove(services: Services, { webhook_id, url }: Webhook): Promise<boolean> {
  const question = {
    heading: "Delete this webhook?",
    text: `Nothing more is sent to ${url}. It can be restored for 30 days.`,
    action: "Delete webhook",
    danger: true,
  };
  if (!(await confirm(question))) return false;
  await services.client.call("DELETE /webhooks/{id}", { params: { id: webhook_id } });
  return true;
}
