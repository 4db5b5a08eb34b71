import type { Strings } from "../strings.ts";

export const sv: Strings = {
  away: "Vi svarar snart",
  close: "Stäng chatten",
  messages: "Meddelanden",
  you: "Du",
  automatic: "Automatiskt svar",
  newMessages: "Nya meddelanden",
  write: "Skriv ett meddelande…",
  send: "Skicka",
  sending: "Skickas…",
  sent: "Skickat",
  read: "Läst",
  failed: "Inte skickat",
  retry: "Försök igen",
  discard: "Ta bort",
};
