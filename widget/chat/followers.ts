import { type AlertsOptions, startAlerts } from "./alerts/alerts.ts";
import { type Emit, observeChat } from "./chat-events.ts";
import { pageEvents } from "./extras/page-events.ts";
import { followSettings, type SettingsOptions, type SettledPanel } from "./key-settings.ts";
import type { PageOptions } from "./words.ts";

export interface FollowOptions extends AlertsOptions {
  readonly chat: AlertsOptions["chat"] & SettingsOptions["chat"];
  readonly panel: AlertsOptions["panel"] & SettledPanel;
  /** Takes over changed options. */
  readonly apply: (options: PageOptions) => Promise<void>;
}

/** What goes along with a chat and no message waits for: events for the page, alerts for the visitor, the key's settings. Returns its end. */
export function followChat(emit: Emit, options: FollowOptions): () => void {
  const { chat, panel, apply } = options;
  const leaving = new AbortController();
  for (const name of pageEvents) {
    panel.addEventListener(name, (event) => emit(name, (event as CustomEvent<unknown>).detail), leaving);
  }
  const ends = [
    observeChat(chat, emit),
    startAlerts(options),
    followSettings({ chat, panel, apply }),
    () => leaving.abort(),
  ];
  return () => {
    for (const end of ends) end();
  };
}
