import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import type { Environment } from "../../../widget/state/environment.ts";
import { createFakeBrowser, createFakeTab } from "../../../widget/state/testing/environment.ts";
import type { Random } from "../../simulation/random.ts";

/** A page in a browser: everything that the product's code asks of one, with the network of this machine. */
export interface Tab extends Environment {
  /** Runs what the page does: its requests carry this browser's origin and cookies. */
  run<T>(work: () => T): T;
  /** Timers stop, as in a laptop that is closed; what the network brings still comes. */
  sleep(): void;
  /** Timers that came due meanwhile run, and the page hears that it is looked at again. */
  wake(): void;
  /** Nothing of this page runs any more; what it stored stays. */
  close(): void;
}

/** Somebody's browser: what one page stores there, the next one finds. */
export interface Device {
  openTab(): Tab;
}

interface Headers {
  readonly origin: string;
  cookie: string | null;
}

const browsing = new AsyncLocalStorage<Headers>();

/** A browser on pages of `origin`, whose timers end `hurry` times sooner than in others. Needs `dressRequests`. */
export function createDevice(origin: string, random: Random, hurry = 1): Device {
  const browser = createFakeBrowser();
  const headers: Headers = { origin, cookie: null };

  async function request(url: string, init: RequestInit, closed: AbortSignal): Promise<Response> {
    const signals = [closed, ...(init.signal ? [init.signal] : [])];
    const answer = await fetch(url, { ...init, signal: AbortSignal.any(signals) });
    headers.cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? headers.cookie;
    return answer;
  }

  return {
    openTab() {
      const closing = new AbortController();
      const run = <T>(work: () => T) => browsing.run(headers, work);
      const timers = createTimers(run, hurry);
      const tab = createFakeTab(browser, {
        random: random.next,
        after: timers.after,
        fetch: (url, init) => run(() => request(url, init, closing.signal)),
      });
      return {
        ...tab,
        run,
        sleep: timers.sleep,
        wake() {
          timers.wake();
          run(tab.wake);
        },
        close() {
          timers.close();
          closing.abort();
        },
      };
    },
  };
}

function createTimers(run: (work: () => void) => void, hurry: number) {
  const due = new Set<() => void>();
  const running = new Set<NodeJS.Timeout>();
  let asleep = false;
  let closed = false;
  return {
    after(milliseconds: number, call: () => void): () => void {
      if (closed) return () => {};
      const ring = () => run(call);
      const timer = setTimeout(() => {
        running.delete(timer);
        if (asleep) due.add(ring);
        else ring();
      }, milliseconds / hurry);
      running.add(timer);
      return () => {
        clearTimeout(timer);
        running.delete(timer);
        due.delete(ring);
      };
    },
    sleep() {
      asleep = true;
    },
    wake() {
      asleep = false;
      for (const ring of [...due]) if (due.delete(ring)) ring();
    },
    close() {
      closed = true;
      due.clear();
      for (const timer of running) clearTimeout(timer);
    },
  };
}

interface UndiciRequest {
  addHeader(name: string, value: string): void;
}

/**
 * Adds to the requests of pages what a browser adds by itself, and what no page may set: Origin and cookies. Node has two
 * clients, undici for fetch and WebSocket, http for socket.io-client's long-polling; both tell of a request before it goes out.
 * Returns the undo.
 */
export function dressRequests(): () => void {
  const dress = (set: (name: string, value: string) => void) => {
    const headers = browsing.getStore();
    if (headers === undefined) return;
    set("Origin", headers.origin);
    if (headers.cookie !== null) set("Cookie", headers.cookie);
  };
  const ofUndici = (message: unknown) => {
    const { request } = message as { readonly request: UndiciRequest };
    dress((name, value) => request.addHeader(name, value));
  };
  const ofHttp = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    dress((name, value) => void request.setHeader(name, value));
  };
  subscribe("undici:request:create", ofUndici);
  subscribe("http.client.request.created", ofHttp);
  return () => {
    unsubscribe("undici:request:create", ofUndici);
    unsubscribe("http.client.request.created", ofHttp);
  };
}
