import { createHash, timingSafeEqual } from "node:crypto";
import type { Person } from "./chat-token.ts";

// Stands for your own users. Two of them, with passwords that the sign-in page tells: real ones are stored hashed.
const users: readonly (Person & { readonly password: string })[] = [
  { id: "member-1", email: "mira@example.com", name: "Mira Holm", password: "paper boat" },
  { id: "member-2", email: "jonas@example.com", name: "Jonas Weld", password: "green lamp" },
];

/** The person whose email and password these are; null for all others. */
export function findUser(email: string, password: string): Person | null {
  const user = users.find((one) => one.email === email.trim().toLowerCase());
  // A comparison that stops at the first wrong letter tells by its time how many were right.
  return user !== undefined && timingSafeEqual(digest(user.password), digest(password)) ? user : null;
}

const digest = (text: string) => createHash("sha256").update(text).digest();
