import type { Strings } from "../strings.ts";

export const ar: Strings = {
  away: "سنرد عليك قريبًا",
  close: "إغلاق الدردشة",
  messages: "الرسائل",
  you: "أنت",
  automatic: "رد تلقائي",
  newMessages: "رسائل جديدة",
  write: "اكتب رسالة…",
  send: "إرسال",
  sending: "جارٍ الإرسال…",
  sent: "أُرسلت",
  read: "قُرئت",
  failed: "لم تُرسل",
  retry: "إعادة المحاولة",
  discard: "حذف",
};
