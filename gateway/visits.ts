import type { LiveVisitors } from "../api/conversations/visitors/live-visitors.ts";
import type { Space } from "../api/store/space.ts";

interface Visit {
  sockets: number;
  conversationId: number | null;
  pageUrl: string | null;
  pageTitle: string | null;
  leaving: NodeJS.Timeout | null;
}

/** Visitors of one space who are connected here, the conversation each is in and the page each looks at. */
export interface Visits {
  enter(widgetSessionId: number, conversationId: number | null): void;
  /** One socket less. Agents hear that the visitor went when none is back within the grace: pages change all the time. */
  leave(widgetSessionId: number): void;
  see(widgetSessionId: number, pageUrl: string, pageTitle: string | null): void;
  /** The visitor is now in this conversation. */
  moved(widgetSessionId: number, conversationId: number): void;
  conversationOf(widgetSessionId: number): number | null;
  sessionOf(conversationId: number): number | null;
  /** What `visitor.seen` says of a conversation's visitor right now. */
  seen(conversationId: number): { conversation_id: number; online: boolean; page_url: string | null };
  close(): void;
}

export function createVisits(space: Space, graceMs: number, live: Pick<LiveVisitors, "see" | "gone">): Visits {
  const visits = new Map<number, Visit>();
  const sessions = new Map<number, number>();

  function seen(conversationId: number) {
    const visit = visits.get(sessions.get(conversationId) ?? -1);
    return {
      conversation_id: conversationId,
      online: visit !== undefined && visit.sockets > 0,
      page_url: visit?.pageUrl ?? null,
    };
  }
  function show(widget_session_id: number, { pageUrl, pageTitle }: Visit) {
    live.see(space, { widget_session_id, page_url: pageUrl, page_title: pageTitle });
  }
  function announce({ conversationId }: Visit) {
    if (conversationId !== null) space.bus.publish({ kind: "visitor.seen", ...seen(conversationId) });
  }
  function assign(widgetSessionId: number, visit: Visit, conversationId: number): boolean {
    // Something may still happen in an earlier conversation, which an agent closes late: ids only rise.
    if (visit.conversationId !== null && conversationId <= visit.conversationId) return false;
    if (visit.conversationId !== null) sessions.delete(visit.conversationId);
    visit.conversationId = conversationId;
    sessions.set(conversationId, widgetSessionId);
    return true;
  }
  function forget(widgetSessionId: number, visit: Visit) {
    visits.delete(widgetSessionId);
    live.gone(space, widgetSessionId);
    if (visit.conversationId === null) return;
    announce(visit);
    // It may be another session's by now: that of the person the visitor turned out to be.
    if (sessions.get(visit.conversationId) === widgetSessionId) sessions.delete(visit.conversationId);
  }

  return {
    enter(widgetSessionId, conversationId) {
      const visit = visits.get(widgetSessionId) ?? newVisit();
      if (!visits.has(widgetSessionId)) show(widgetSessionId, visit);
      visits.set(widgetSessionId, visit);
      if (visit.leaving !== null) clearTimeout(visit.leaving);
      const returned = visit.leaving !== null;
      visit.leaving = null;
      visit.sockets += 1;
      const moved = conversationId !== null && assign(widgetSessionId, visit, conversationId);
      if (moved || (visit.sockets === 1 && !returned)) announce(visit);
    },
    leave(widgetSessionId) {
      const visit = visits.get(widgetSessionId);
      if (visit === undefined) return;
      visit.sockets -= 1;
      if (visit.sockets > 0) return;
      visit.leaving = setTimeout(() => forget(widgetSessionId, visit), graceMs);
      visit.leaving.unref();
    },
    see(widgetSessionId, pageUrl, pageTitle) {
      const visit = visits.get(widgetSessionId);
      if (visit === undefined || (visit.pageUrl === pageUrl && visit.pageTitle === pageTitle)) return;
      const isElsewhere = visit.pageUrl !== pageUrl;
      Object.assign(visit, { pageUrl, pageTitle });
      show(widgetSessionId, visit);
      if (isElsewhere) announce(visit);
    },
    moved(widgetSessionId, conversationId) {
      const visit = visits.get(widgetSessionId);
      if (visit === undefined || !assign(widgetSessionId, visit, conversationId)) return;
      announce(visit);
      show(widgetSessionId, visit);
    },
    conversationOf: (widgetSessionId) => visits.get(widgetSessionId)?.conversationId ?? null,
    sessionOf: (conversationId) => sessions.get(conversationId) ?? null,
    seen,
    close() {
      for (const { leaving } of visits.values()) if (leaving !== null) clearTimeout(leaving);
    },
  };
}

const newVisit = (): Visit => ({ sockets: 0, conversationId: null, pageUrl: null, pageTitle: null, leaving: null });

/** A page's address as colleagues may see it live: query and hash can hold secrets and stay out. Null when it is no web page. */
export function publicPage(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, origin, pathname } = new URL(address);
  return protocol === "https:" || protocol === "http:" ? `${origin}${pathname}` : null;
}
