import type { Strings } from "../strings.ts";

export const es: Strings = {
  away: "Le responderemos pronto",
  close: "Cerrar el chat",
  messages: "Mensajes",
  you: "Usted",
  automatic: "Respuesta automática",
  newMessages: "Mensajes nuevos",
  write: "Escriba un mensaje…",
  send: "Enviar",
  sending: "Enviando…",
  sent: "Enviado",
  read: "Leído",
  failed: "No enviado",
  retry: "Reintentar",
  discard: "Eliminar",
};
