import type { Route } from "./router.ts";

/** Every page of the console. */
export const routes: readonly Route[] = [
  { path: "/crm/setup", title: "Set up", tag: "console-setup", load: () => import("./pages/setup.ts"), open: true },
  {
    path: "/crm/sign-in",
    title: "Sign in",
    tag: "console-sign-in",
    load: () => import("./pages/sign-in.ts"),
    open: true,
  },
  { path: "/crm/inbox", title: "Inbox", tag: "console-inbox", load: () => import("./pages/inbox.ts") },
  { path: "/crm/inbox/:id", title: "Inbox", tag: "console-inbox", load: () => import("./pages/inbox.ts") },
  { path: "/crm/leads", title: "Leads", tag: "console-leads", load: () => import("./pages/leads.ts") },
  { path: "/crm/leads/:id", title: "Lead", tag: "console-lead", load: () => import("./pages/lead.ts") },
];

/** The entries of the navigation, in order; an entry is current on every path below its own. */
export const sections = [
  { path: "/crm/inbox", label: "Inbox", icon: "inbox" },
  { path: "/crm/leads", label: "Leads", icon: "leads" },
] as const;
