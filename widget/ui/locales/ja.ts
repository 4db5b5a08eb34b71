import type { Strings } from "../strings.ts";

export const ja: Strings = {
  away: "まもなくご返信します",
  close: "チャットを閉じる",
  messages: "メッセージ",
  you: "あなた",
  automatic: "自動返信",
  newMessages: "新しいメッセージ",
  write: "メッセージを入力…",
  send: "送信",
  sending: "送信中…",
  sent: "送信済み",
  read: "既読",
  failed: "未送信",
  retry: "再試行",
  discard: "削除",
};
