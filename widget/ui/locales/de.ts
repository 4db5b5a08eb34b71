import type { Strings } from "../strings.ts";

export const de: Strings = {
  away: "Wir melden uns bald bei Ihnen",
  close: "Chat schließen",
  messages: "Nachrichten",
  you: "Sie",
  automatic: "Automatische Antwort",
  newMessages: "Neue Nachrichten",
  write: "Nachricht schreiben …",
  send: "Senden",
  sending: "Wird gesendet …",
  sent: "Gesendet",
  read: "Gelesen",
  failed: "Nicht gesendet",
  retry: "Erneut senden",
  discard: "Löschen",
};
