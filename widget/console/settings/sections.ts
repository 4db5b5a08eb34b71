import type { Role } from "../../../api/access/permissions.ts";
import { may, type Right } from "../rights.ts";

interface Section {
  readonly path: string;
  readonly label: string;
  /** What one finds there, for the overview. */
  readonly about: string;
  /** Who may look at it; everybody when absent. */
  readonly right?: Right;
}

/** The pages of the settings, in groups and in order. A new page is one file, one row here and one in routes.ts. */
const groups: readonly { readonly title: string; readonly sections: readonly Section[] }[] = [
  {
    title: "Workspace",
    sections: [
      {
        path: "/crm/settings/general",
        label: "General",
        about: "Company name, greeting, colour, country and currency",
        right: "admin",
      },
      {
        path: "/crm/settings/hours",
        label: "Business hours & status",
        about: "When your team answers, how fast, and how your services are",
        right: "admin",
      },
      {
        path: "/crm/settings/team",
        label: "Team",
        about: "Who works here, what each may do, invitations",
        right: "admin",
      },
      {
        path: "/crm/settings/audit",
        label: "Audit log",
        about: "Who did what: sign-ins, keys, settings, exports",
        right: "admin",
      },
      {
        path: "/crm/settings/data",
        label: "Data",
        about: "Export or erase a person, wipe test data",
        right: "admin",
      },
    ],
  },
  {
    title: "Chat",
    sections: [
      {
        path: "/crm/settings/widget",
        label: "Widget",
        about: "How the chat looks and behaves, seen live, and the code for your website",
        right: "admin",
      },
      {
        path: "/crm/settings/keys",
        label: "API keys",
        about: "What websites and servers reach this workspace with",
        right: "admin",
      },
      {
        path: "/crm/settings/replies",
        label: "Replies",
        about: "What answers until a person does, and what agents keep ready",
      },
    ],
  },
  {
    title: "CRM",
    sections: [
      {
        path: "/crm/settings/pipeline",
        label: "Pipeline stages",
        about: "The way of a deal, and what each stage counts as",
        right: "admin",
      },
      {
        path: "/crm/settings/custom-fields",
        label: "Custom fields",
        about: "What leads, people, prospects and deals hold of your own",
        right: "admin",
      },
    ],
  },
  {
    title: "Developers",
    sections: [
      {
        path: "/crm/settings/webhooks",
        label: "Webhooks",
        about: "Where your own servers hear what happens here",
        right: "admin",
      },
    ],
  },
  {
    title: "You",
    sections: [
      {
        path: "/crm/settings/profile",
        label: "Profile",
        about: "Your name, your password, where you are signed in",
      },
    ],
  },
];

/** Whether somebody of this role may look at the page of this address. */
export function mayOpen(role: Role, path: string): boolean {
  const section = groups.flatMap(({ sections }) => sections).find((one) => one.path === path);
  return section?.right === undefined || may(role, section.right);
}

/** The groups that somebody of this role may see. */
export function settingsGroups(role: Role): typeof groups {
  return groups
    .map(({ title, sections }) => ({
      title,
      sections: sections.filter(({ right }) => right === undefined || may(role, right)),
    }))
    .filter(({ sections }) => sections.length > 0);
}
