import type { Strings } from "../strings.ts";

export const fr: Strings = {
  away: "Nous vous répondrons bientôt",
  close: "Fermer la discussion",
  messages: "Messages",
  you: "Vous",
  automatic: "Réponse automatique",
  newMessages: "Nouveaux messages",
  write: "Écrivez un message…",
  send: "Envoyer",
  sending: "Envoi…",
  sent: "Envoyé",
  read: "Lu",
  failed: "Non envoyé",
  retry: "Réessayer",
  discard: "Supprimer",
};
