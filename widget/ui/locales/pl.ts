import type { Strings } from "../strings.ts";

export const pl: Strings = {
  away: "Wkrótce odpowiemy",
  close: "Zamknij czat",
  messages: "Wiadomości",
  you: "Ty",
  automatic: "Odpowiedź automatyczna",
  newMessages: "Nowe wiadomości",
  write: "Napisz wiadomość…",
  send: "Wyślij",
  sending: "Wysyłanie…",
  sent: "Wysłano",
  read: "Przeczytano",
  failed: "Nie wysłano",
  retry: "Spróbuj ponownie",
  discard: "Usuń",
};
