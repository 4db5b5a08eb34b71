import type { Window } from "./books.ts";

/** A key as an admin sees it; its limits may be edited at any moment. */
export interface Key {
  readonly text: string;
  readonly id: number;
  readonly mode: "live" | "test";
  own: number;
  readonly site: number;
  readonly scope: "visitor" | "key";
}

/** Somebody whose browser has a session by this key. */
export interface Visitor {
  readonly name: string;
  readonly key: Key;
  readonly session: string;
  /** Client ids of what was stored, each with its text. */
  readonly sent: { readonly client_id: string; readonly body: string }[];
  conversation: number | null;
}

const perMinute = (name: string, limit: number): Window => ({ name, limit, seconds: 60 });

/** One IPv4 address, or the /64 that one subscriber of IPv6 is given. Texts of the traffic are in their long form. */
const partition = (address: string) => (address.includes(":") ? address.split(":").slice(0, 4).join(":") : address);

const addressWindow = (address: string) => perMinute(`address ${partition(address)}`, 120);
const ownWindow = (key: Key, name: string) =>
  key.scope === "key" ? perMinute(`shared ${key.text}`, key.own) : perMinute(name, key.own);
const siteWindow = (key: Key) => perMinute(`site ${key.text}`, key.site);
const withoutSession = (key: Key, address: string) => `stranger ${key.text} ${partition(address)}`;

/** What spec/security.md 3 says a request is counted as. The caller's own window, which the headers speak of, is first. */
export const counted = {
  /** A visitor's request: the session's, and the site's over all. */
  visitor: ({ key, name }: Visitor): Window[] => [ownWindow(key, `session ${name}`), siteWindow(key)],
  /** Without a session that is this key's, the address stands for it, and has a limit over all keys. */
  stranger: (key: Key, address: string): Window[] => [
    ownWindow(key, withoutSession(key, address)),
    siteWindow(key),
    addressWindow(address),
  ],
  /** The session that `init` makes starts with one request counted; a bucket for all visitors has counted it already. */
  newSession: ({ key, name }: Visitor): Window[] => (key.scope === "key" ? [] : [ownWindow(key, `session ${name}`)]),
  sessionsOfAnHour: (address: string): Window[] => [
    { name: `sessions ${partition(address)}`, limit: 300, seconds: 3600 },
  ],
  poll: ({ name }: Visitor): Window[] => [perMinute(`poll ${name}`, 120)],
  strangersPoll: (key: Key, address: string): Window[] => [perMinute(`poll ${withoutSession(key, address)}`, 120)],
  server: (key: Key): Window[] => [perMinute(`secret ${key.text}`, key.own)],
  signIn: (name: string): Window[] => [perMinute(`employee ${name}`, 600)],
  nobody: (address: string): Window[] => [addressWindow(address)],
  wrongKeys: (address: string): Window[] => [perMinute(`wrong-keys ${partition(address)}`, 20)],
  connects: (name: string): Window[] => [perMinute(`connects ${name}`, 30)],
  /** What one connection may ask, whatever it is. */
  commands: (socket: string, kind: "visitor" | "agent"): Window[] => [
    { name: `commands ${socket}`, limit: kind === "visitor" ? 40 : 200, seconds: 10 },
  ],
};
