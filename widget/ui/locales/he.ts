import type { Strings } from "../strings.ts";

export const he: Strings = {
  away: "נחזור אליך בקרוב",
  close: "סגירת הצ׳אט",
  messages: "הודעות",
  you: "אני",
  automatic: "תשובה אוטומטית",
  newMessages: "הודעות חדשות",
  write: "כתיבת הודעה…",
  send: "שליחה",
  sending: "נשלחת…",
  sent: "נשלחה",
  read: "נקראה",
  failed: "לא נשלחה",
  retry: "ניסיון חוזר",
  discard: "מחיקה",
};
