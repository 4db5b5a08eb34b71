import { createChime } from "../chat/alerts/chime.ts";
import type { AlertDoors } from "./alerts.ts";

/** The real browser's ways to call somebody. */
export function browserAlertDoors(browser: Window & typeof globalThis): AlertDoors {
  const isThere = "Notification" in browser;
  return {
    permission: () => (isThere ? browser.Notification.permission : "unsupported"),
    ask: () => browser.Notification.requestPermission(),
    notify({ title, body, tag }, open) {
      try {
        const notification = new browser.Notification(title, { body, tag });
        notification.onclick = () => {
          browser.focus();
          notification.close();
          open();
        };
      } catch {
        // A phone's browser shows notifications to service workers alone; the sound and the tab's number remain.
      }
    },
    tones: createChime(),
  };
}
