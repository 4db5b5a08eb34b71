import type { IconName } from "./icons.ts";
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
  {
    path: "/crm/welcome",
    title: "Welcome",
    tag: "console-welcome",
    load: () => import("./pages/welcome.ts"),
    open: true,
  },
  { path: "/crm/inbox", title: "Inbox", tag: "console-inbox", load: () => import("./pages/inbox.ts") },
  { path: "/crm/inbox/:id", title: "Inbox", tag: "console-inbox", load: () => import("./pages/inbox.ts") },
  { path: "/crm/visitors", title: "Live visitors", tag: "console-visitors", load: () => import("./pages/visitors.ts") },
  { path: "/crm/leads", title: "Leads", tag: "console-leads", load: () => import("./pages/leads.ts") },
  {
    path: "/crm/leads/import",
    title: "Import leads",
    tag: "console-lead-import",
    load: () => import("./pages/lead-import.ts"),
  },
  {
    path: "/crm/leads/import/:import",
    title: "Import leads",
    tag: "console-lead-import",
    load: () => import("./pages/lead-import.ts"),
  },
  { path: "/crm/leads/:id", title: "Lead", tag: "console-lead", load: () => import("./pages/lead.ts") },
  { path: "/crm/reports", title: "Reports", tag: "console-reports", load: () => import("./pages/reports.ts") },
  {
    path: "/crm/opportunities",
    title: "Pipeline",
    tag: "console-opportunities",
    load: () => import("./pages/opportunities.ts"),
  },
  {
    path: "/crm/opportunities/:id",
    title: "Opportunity",
    tag: "console-opportunity",
    load: () => import("./pages/opportunity.ts"),
  },
  {
    path: "/crm/activities",
    title: "Activities",
    tag: "console-activities",
    load: () => import("./pages/activities.ts"),
  },
  { path: "/crm/people", title: "People", tag: "console-people", load: () => import("./pages/people.ts") },
  { path: "/crm/people/:id", title: "Person", tag: "console-person", load: () => import("./pages/person.ts") },
  { path: "/crm/prospects", title: "Prospects", tag: "console-prospects", load: () => import("./pages/prospects.ts") },
  {
    path: "/crm/prospects/:id",
    title: "Prospect",
    tag: "console-prospect",
    load: () => import("./pages/prospect.ts"),
  },
  { path: "/crm/companies", title: "Companies", tag: "console-companies", load: () => import("./pages/companies.ts") },
  { path: "/crm/companies/:id", title: "Company", tag: "console-company", load: () => import("./pages/company.ts") },
  { path: "/crm/search", title: "Search", tag: "console-search", load: () => import("./pages/search.ts") },
  { path: "/crm/settings", title: "Settings", tag: "console-settings", load: () => import("./pages/settings.ts") },
  {
    path: "/crm/settings/general",
    title: "General",
    tag: "console-settings-general",
    load: () => import("./pages/settings-general.ts"),
  },
  {
    path: "/crm/settings/team",
    title: "Team",
    tag: "console-settings-team",
    load: () => import("./pages/settings-team.ts"),
  },
  {
    path: "/crm/settings/audit",
    title: "Audit log",
    tag: "console-settings-audit",
    load: () => import("./pages/settings-audit.ts"),
  },
  {
    path: "/crm/settings/data",
    title: "Data",
    tag: "console-settings-data",
    load: () => import("./pages/settings-data.ts"),
  },
  {
    path: "/crm/settings/profile",
    title: "Your profile",
    tag: "console-settings-profile",
    load: () => import("./pages/settings-profile.ts"),
  },
  {
    path: "/crm/settings/replies",
    title: "Replies",
    tag: "console-settings-replies",
    load: () => import("./pages/settings-replies.ts"),
  },
  {
    path: "/crm/settings/hours",
    title: "Business hours & status",
    tag: "console-settings-hours",
    load: () => import("./pages/settings-hours.ts"),
  },
  {
    path: "/crm/settings/widget",
    title: "Widget",
    tag: "console-settings-widget",
    load: () => import("./pages/settings-widget.ts"),
  },
  {
    path: "/crm/settings/keys",
    title: "API keys",
    tag: "console-settings-keys",
    load: () => import("./pages/settings-keys.ts"),
  },
  {
    path: "/crm/settings/pipeline",
    title: "Pipeline stages",
    tag: "console-settings-pipeline",
    load: () => import("./pages/settings-pipeline.ts"),
  },
  {
    path: "/crm/settings/custom-fields",
    title: "Custom fields",
    tag: "console-settings-fields",
    load: () => import("./pages/settings-fields.ts"),
  },
  {
    path: "/crm/settings/webhooks",
    title: "Webhooks",
    tag: "console-settings-webhooks",
    load: () => import("./pages/settings-webhooks.ts"),
  },
  {
    path: "/crm/settings/webhooks/:id",
    title: "Webhook",
    tag: "console-settings-webhook",
    load: () => import("./pages/settings-webhook.ts"),
  },
];

interface Section {
  readonly path: string;
  readonly label: string;
  readonly icon: IconName;
  /** Among the few that a phone shows at once; the others are behind "More" there. */
  readonly first?: true;
  /** Another path below which it is current too. */
  readonly also?: string;
}

/** The entries of the navigation, in order; an entry is current on every path below its own. */
export const sections: readonly Section[] = [
  { path: "/crm/inbox", label: "Inbox", icon: "inbox", first: true },
  { path: "/crm/visitors", label: "Visitors", icon: "visitors" },
  { path: "/crm/leads", label: "Leads", icon: "leads", first: true },
  { path: "/crm/opportunities", label: "Pipeline", icon: "pipeline" },
  { path: "/crm/people", label: "People", icon: "person" },
  { path: "/crm/prospects", label: "Prospects", icon: "company", also: "/crm/companies" },
  { path: "/crm/activities", label: "Activities", icon: "task", first: true },
  { path: "/crm/reports", label: "Reports", icon: "reports" },
  { path: "/crm/settings", label: "Settings", icon: "settings" },
];
