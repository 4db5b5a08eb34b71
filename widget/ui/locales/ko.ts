import type { Strings } from "../strings.ts";

export const ko: Strings = {
  away: "곧 답변드리겠습니다",
  close: "채팅 닫기",
  messages: "메시지",
  you: "나",
  automatic: "자동 답변",
  newMessages: "새 메시지",
  write: "메시지를 입력하세요…",
  send: "보내기",
  sending: "보내는 중…",
  sent: "보냄",
  read: "읽음",
  failed: "보내지 못함",
  retry: "다시 시도",
  discard: "삭제",
};
