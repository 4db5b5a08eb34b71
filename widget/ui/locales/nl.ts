import type { Strings } from "../strings.ts";

export const nl: Strings = {
  away: "We reageren binnenkort",
  close: "Chat sluiten",
  messages: "Berichten",
  you: "U",
  automatic: "Automatisch antwoord",
  newMessages: "Nieuwe berichten",
  write: "Schrijf een bericht…",
  send: "Versturen",
  sending: "Wordt verstuurd…",
  sent: "Verstuurd",
  read: "Gelezen",
  failed: "Niet verstuurd",
  retry: "Opnieuw proberen",
  discard: "Verwijderen",
};
