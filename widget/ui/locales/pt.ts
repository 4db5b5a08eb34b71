import type { Strings } from "../strings.ts";

export const pt: Strings = {
  away: "Responderemos em breve",
  close: "Fechar o chat",
  messages: "Mensagens",
  you: "Você",
  automatic: "Resposta automática",
  newMessages: "Novas mensagens",
  write: "Escreva uma mensagem…",
  send: "Enviar",
  sending: "Enviando…",
  sent: "Enviada",
  read: "Lida",
  failed: "Não enviada",
  retry: "Tentar de novo",
  discard: "Excluir",
};
