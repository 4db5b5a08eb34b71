import type { Strings } from "../strings.ts";

export const it: Strings = {
  away: "Le risponderemo presto",
  close: "Chiudi la chat",
  messages: "Messaggi",
  you: "Lei",
  automatic: "Risposta automatica",
  newMessages: "Nuovi messaggi",
  write: "Scriva un messaggio…",
  send: "Invia",
  sending: "Invio in corso…",
  sent: "Inviato",
  read: "Letto",
  failed: "Non inviato",
  retry: "Riprova",
  discard: "Elimina",
};
