import type { Strings } from "../strings.ts";

export const hi: Strings = {
  away: "हम जल्द ही जवाब देंगे",
  close: "चैट बंद करें",
  messages: "संदेश",
  you: "आप",
  automatic: "स्वचालित जवाब",
  newMessages: "नए संदेश",
  write: "संदेश लिखें…",
  send: "भेजें",
  sending: "भेजा जा रहा है…",
  sent: "भेजा गया",
  read: "पढ़ा गया",
  failed: "नहीं भेजा गया",
  retry: "फिर कोशिश करें",
  discard: "हटाएँ",
};
