import { z } from "zod";

export const noteContent = z.string().trim().min(1).max(20_000).describe("Markdown text, up to 20,000 characters.");
export const notePinned = z.boolean().describe("Pinned notes stand before all others of their record.");
