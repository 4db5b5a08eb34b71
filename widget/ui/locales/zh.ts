import type { Strings } from "../strings.ts";

export const zh: Strings = {
  away: "我们会尽快回复您",
  close: "关闭聊天",
  messages: "消息",
  you: "您",
  automatic: "自动回复",
  newMessages: "新消息",
  write: "输入消息…",
  send: "发送",
  sending: "正在发送…",
  sent: "已发送",
  read: "已读",
  failed: "未发送",
  retry: "重试",
  discard: "删除",
};
