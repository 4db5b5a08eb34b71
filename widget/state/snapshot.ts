import type { WidgetStatus } from "../../api/conversations/widget-status.schema.ts";
import type { Welcome } from "./session.ts";
import type { ChatSnapshot } from "./types.ts";

export type Parts = Partial<ChatSnapshot>;

/** Before anything is known. */
const blank: ChatSnapshot = {
  connection: "idle",
  items: [],
  typing: null,
  unread: 0,
  status: "offline",
  ended: false,
  memoryOnly: false,
  companyName: null,
  logoUrl: null,
  greeting: null,
  team: null,
  contactKnown: false,
  contactFound: null,
  earlier: false,
  primaryColor: null,
  visitor: 0,
};

/** Holds the one snapshot and tells of each change; what `override` says outranks what the server says. */
export interface Snapshots {
  readonly current: ChatSnapshot;
  patch(change: Parts): void;
  override(parts: Parts): void;
  subscribe(listener: () => void): () => void;
}

export function createSnapshots(): Snapshots {
  const listeners = new Set<() => void>();
  let current = blank;
  let fixed: Parts = {};

  function patch(change: Parts): void {
    const next = { ...change, ...fixed };
    if (!Object.entries(next).some(([name, value]) => current[name as keyof ChatSnapshot] !== value)) return;
    current = { ...current, ...next };
    for (const listener of [...listeners]) listener();
  }

  return {
    get current() {
      return current;
    },
    patch,
    override(parts) {
      fixed = { ...fixed, ...parts };
      patch({});
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function welcomeParts({ greeting, branding, status, settings }: Welcome): Parts {
  return {
    greeting,
    settings,
    companyName: branding.company_name,
    logoUrl: branding.logo_url,
    primaryColor: branding.primary_color,
    ...(status && teamParts(status)),
  };
}

export const teamParts = (team: WidgetStatus): Parts => ({ status: team.status, team });
