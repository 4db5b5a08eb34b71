import { answer } from "./contenders.ts";

/** What a peer's own server would answer to a request of its widget; null for what it does not have. */
export type Backend = (path: string, body: Readonly<Record<string, unknown>>) => unknown;

/** The parts of the peers' servers without which nobody can write to them, by the peer's name. */
export const backends: Readonly<Record<string, Backend>> = {
  "deep-chat": () => ({ text: answer }),

  n8n: (_path, { action }) => (action === "loadPreviousSession" ? { data: [] } : { output: answer }),

  flowise: (path) => {
    if (path.startsWith("/api/v1/prediction/")) return { text: answer, chatId: "1", chatMessageId: "1" };
    if (path.startsWith("/api/v1/chatflows-streaming/")) return { isStreaming: false };
    return path.startsWith("/api/v1/public-chatbotConfig/") ? {} : null;
  },

  // A bot that waits for a text and says nothing before: what it says, it types at a human's pace.
  typebot: (path) => {
    if (path.endsWith("/startChat"))
      return {
        sessionId: "1",
        typebot: { id: "bench", version: "6.1", theme: {}, settings: {} },
        messages: [],
        input: { id: "ask", type: "text input" },
      };
    if (!path.endsWith("/continueChat")) return null;
    const content = { type: "richText", richText: [{ type: "p", children: [{ text: answer }] }] };
    return { messages: [{ id: "say", type: "text", content }], input: { id: "again", type: "text input" } };
  },
};
