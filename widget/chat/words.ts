import type { Locale } from "../ui/strings.ts";
import type { GivenOptions } from "./config.ts";

/**
 * What a page may show before it has fetched any text: the greeting, what its bubble is closed by, and the launcher's
 * name where that is not "Chat". Each page view pays for all languages, so there is nothing else here.
 */
const words: { readonly [Name in Locale]: string } = {
  en: "Hi! How can we help?|Close",
  ar: "مرحبًا! كيف يمكننا مساعدتك؟|إغلاق|الدردشة",
  de: "Hallo! Wie können wir helfen?|Schließen",
  es: "¡Hola! ¿En qué podemos ayudarte?|Cerrar",
  fr: "Bonjour ! Comment pouvons-nous vous aider ?|Fermer",
  he: "היי! איך אפשר לעזור?|סגירה|צ׳אט",
  hi: "नमस्ते! हम कैसे मदद कर सकते हैं?|बंद करें|चैट",
  it: "Ciao! Come possiamo aiutarti?|Chiudi",
  ja: "こんにちは。ご用件をお聞かせください。|閉じる|チャット",
  ko: "안녕하세요! 무엇을 도와드릴까요?|닫기|채팅",
  nl: "Hallo! Hoe kunnen we helpen?|Sluiten",
  pl: "Cześć! Jak możemy pomóc?|Zamknij|Czat",
  pt: "Olá! Como podemos ajudar?|Fechar",
  sv: "Hej! Hur kan vi hjälpa till?|Stäng|Chatt",
  tr: "Merhaba! Nasıl yardımcı olabiliriz?|Kapat|Sohbet",
  zh: "您好！有什么可以帮您？|关闭|聊天",
};

/** What the page says, with the language of its chat and what is said in it before anything is fetched. */
export interface PageOptions extends GivenOptions, Words {
  readonly language: Locale;
}

export interface Words {
  /** The greeting. */
  readonly hello: string;
  readonly close: string;
  /** What the launcher is called. */
  readonly chat: string;
}

/** The first of the wanted locales (BCP 47, in order of preference) whose language there are texts for, else English. */
export function pickLocale(wanted: readonly (string | null | undefined)[]): Locale {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split(/[-_]/)[0] ?? "";
    if (Object.hasOwn(words, language)) return language as Locale;
  }
  return "en";
}

export function wordsOf(locale: Locale): Words {
  const [hello = "", close = "", chat = "Chat"] = words[locale].split("|");
  return { hello, close, chat };
}

/** In the language that the page's owner chose, else `<html lang>`, else the browser's. */
export function inPageLanguage(options: GivenOptions): PageOptions {
  const language = pickLocale([options.locale, document.documentElement.lang, ...navigator.languages]);
  return { ...options, language, ...wordsOf(language) };
}

/** The text beside the closed launcher, if the page wants one. */
export const bubbleOf = ({ greetingBubble, greeting, hello }: PageOptions): string | null =>
  greetingBubble === true ? (greeting ?? hello) : greetingBubble || null;
