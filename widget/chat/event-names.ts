/** Every event of `window.Valethon`, also sent as DOM event `valethon:<name>` on window. Browsers get the type alone. */
export const eventNames = [
  "ready",
  "open",
  "close",
  "message:sent",
  "message:received",
  "conversation:started",
  "conversation:ended",
  "agent:joined",
  "typing",
  "unread:changed",
  "availability:changed",
  "prechat:submitted",
  "offline:submitted",
  "lead:captured",
  "rating:submitted",
  "connection:changed",
  "rate:limited",
  "error",
] as const;

export type EventName = (typeof eventNames)[number];
