import { describe, expect, test } from "vitest";
import type { Navigation, Route } from "./router.ts";
import { findPlace, matchPath, Router } from "./router.ts";

const page = (path: string, title: string): Route => ({
  path,
  title,
  tag: "console-test",
  load: async () => undefined,
});
const routes = [page("/crm/inbox", "Inbox"), page("/crm/inbox/:id", "Inbox"), page("/crm/leads/:id", "Lead")];

function fakeNavigation(start: string) {
  const entries = [start];
  const listeners = new Set<() => void>();
  const current = () => new URL(entries.at(-1) ?? "/", "https://console.test");
  const navigation: Navigation = {
    get location() {
      return { pathname: current().pathname, search: current().search };
    },
    history: {
      pushState: (_state, _title, href) => void entries.push(String(href)),
      replaceState: (_state, _title, href) => void entries.splice(-1, 1, String(href)),
    },
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
  const back = () => {
    entries.pop();
    for (const listener of listeners) listener();
  };
  return { navigation, entries, back, listeners };
}

describe("matching", () => {
  test("a varying part is handed over decoded", () => {
    expect(matchPath("/crm/leads/:id", "/crm/leads/4%202")).toEqual({ id: "4 2" });
  });
  test("a trailing slash changes nothing", () => {
    expect(matchPath("/crm/inbox", "/crm/inbox/")).toEqual({});
  });
  test("a longer, shorter or other path does not match", () => {
    expect(matchPath("/crm/leads/:id", "/crm/leads")).toBeNull();
    expect(matchPath("/crm/leads/:id", "/crm/leads/")).toBeNull();
    expect(matchPath("/crm/leads/:id", "/crm/leads/1/2")).toBeNull();
    expect(matchPath("/crm/leads/:id", "/crm/people/1")).toBeNull();
  });
  test("a malformed escape is kept as written", () => {
    expect(matchPath("/crm/leads/:id", "/crm/leads/%zz")).toEqual({ id: "%zz" });
  });
  test("an unknown address is a place without a route", () => {
    expect(findPlace(routes, "/crm/nowhere", "?a=1")).toMatchObject({ route: null, href: "/crm/nowhere?a=1" });
  });
});

describe("router", () => {
  test("going somewhere adds a history entry and tells its watchers", () => {
    const { navigation, entries } = fakeNavigation("/crm/inbox");
    const router = new Router(routes, navigation);
    let told = 0;
    router.place.subscribe(() => told++);
    router.go("/crm/leads/42?tab=notes");
    expect(entries).toEqual(["/crm/inbox", "/crm/leads/42?tab=notes"]);
    expect(router.place.value).toMatchObject({ params: { id: "42" }, route: { title: "Lead" } });
    expect(router.place.value.query.get("tab")).toBe("notes");
    expect(told).toBe(1);
  });
  test("replacing leaves no entry, and going where one is does nothing", () => {
    const { navigation, entries } = fakeNavigation("/crm/inbox");
    const router = new Router(routes, navigation);
    router.go("/crm/inbox/7", "replace");
    router.go("/crm/inbox/7");
    expect(entries).toEqual(["/crm/inbox/7"]);
  });
  test("the back button leads to the earlier place until the router is stopped", () => {
    const { navigation, back, listeners } = fakeNavigation("/crm/inbox");
    const router = new Router(routes, navigation);
    const stop = router.start();
    router.go("/crm/inbox/7");
    back();
    expect(router.place.value.href).toBe("/crm/inbox");
    stop();
    expect(listeners.size).toBe(0);
  });
});
