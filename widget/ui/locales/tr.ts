import type { Strings } from "../strings.ts";

export const tr: Strings = {
  away: "Size yakında dönüş yapacağız",
  close: "Sohbeti kapat",
  messages: "Mesajlar",
  you: "Siz",
  automatic: "Otomatik yanıt",
  newMessages: "Yeni mesajlar",
  write: "Bir mesaj yazın…",
  send: "Gönder",
  sending: "Gönderiliyor…",
  sent: "Gönderildi",
  read: "Okundu",
  failed: "Gönderilmedi",
  retry: "Yeniden dene",
  discard: "Sil",
};
