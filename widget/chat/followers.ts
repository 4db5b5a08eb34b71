import { type AlertsOptions, startAlerts } from "./alerts/alerts.ts";
import { type Emit, observeChat } from "./chat-events.ts";

/** What goes along with a chat and no message waits for: events for the page, alerts for the visitor. Returns its end. */
export function followChat(emit: Emit, options: AlertsOptions): () => void {
  const ends = [observeChat(options.chat, emit), startAlerts(options)];
  return () => {
    for (const end of ends) end();
  };
}
