import type { ReplyRules } from "./reply-rules.ts";

const talk = "Talk to a person";
const ticket = "Create ticket";
const status = "Check service status";

/**
 * What the product answers out of the box: an IT provider's front desk. Each suggested action, sent back, is known by a rule.
 * Variables: company_name, agent_hours, service_status.
 */
export const defaultReplies: ReplyRules = {
  rules: [
    {
      any_of: [
        ...["talk to a person", "talk to someone", "speak to someone", "speak to a person", "speak with someone"],
        ...["talk to a human", "real person", "human", "live agent", "agent", "representative", "operator", "call me"],
        ...["call me back", "talk to sales", "speak to sales", "talk to support", "customer service"],
      ],
      hours: "open",
      reply:
        "I've asked the {{company_name}} team to join you here. You can already tell us what it is about, and leave an email or phone number in case we get cut off.",
      suggested_actions: [ticket, status],
      wants_person: true,
    },
    {
      any_of: [
        ...["talk to a person", "talk to someone", "speak to someone", "speak to a person", "speak with someone"],
        ...["talk to a human", "real person", "human", "live agent", "agent", "representative", "operator", "call me"],
        ...["call me back", "talk to sales", "speak to sales", "talk to support", "customer service"],
      ],
      hours: "closed",
      reply:
        "Our team is away right now ({{agent_hours}}), but your message is in our inbox. Leave an email or phone number and we will get back to you.",
      suggested_actions: [ticket, "Opening hours"],
      wants_person: true,
    },
    {
      any_of: [
        ...["create ticket", "create a ticket", "open a ticket", "new ticket", "raise a ticket", "submit a ticket"],
        ...["log a ticket", "support ticket", "report a problem", "report an issue"],
      ],
      reply:
        "Let's open a ticket. Please write your name, your email and one line about the problem. The {{company_name}} team takes it from there.",
      suggested_actions: [talk],
      wants_person: true,
    },
    {
      any_of: [
        ...[
          "service status",
          "system status",
          "status page",
          "status",
          "outage",
          "outages",
          "is it down",
          "servers down",
        ],
        ...["server down", "server is down", "everything is down", "is down for everyone", "known issues"],
      ],
      reply: "{{service_status}}",
      suggested_actions: [ticket, talk],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "opening hours",
          "business hours",
          "office hours",
          "working hours",
          "hours of operation",
          "what time",
          "what hours",
        ],
        ...["when are you open", "are you open", "open on", "open today", "weekend", "weekends"],
      ],
      reply: "Our team is available {{agent_hours}}. You can leave a message here at any time.",
      suggested_actions: [talk, ticket],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "pricing",
          "price",
          "prices",
          "cost",
          "costs",
          "how much",
          "quote",
          "rates",
          "fees",
          "plans",
          "packages",
          "sales",
        ],
        ...["estimate", "proposal", "subscription", "buy", "free trial", "demo"],
      ],
      reply:
        "Happy to help with pricing. It depends on how many people and devices you have: roughly how many are there, and what do you need help with? Leave an email and {{company_name}} will send you a quote.",
      suggested_actions: [talk, "Opening hours"],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "password",
          "passwords",
          "passcode",
          "locked out",
          "log in",
          "login",
          "log on",
          "sign in",
          "cant sign in",
          "mfa",
        ],
        ...["2fa", "two factor", "authenticator", "verification code", "account locked", "reset my account"],
      ],
      reply:
        "I can help with sign-in problems. Which account or program is it for, and what message do you see? Please never send your password here.",
      suggested_actions: [ticket, talk],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "email",
          "e-mail",
          "emails",
          "e-mails",
          "mail",
          "outlook",
          "mailbox",
          "inbox",
          "exchange",
          "spam",
          "phishing",
        ],
        ...["attachment", "attachments", "gmail", "calendar"],
      ],
      reply:
        "I can help with email issues. Could you describe the problem? For example: sending, receiving, or a message you see.",
      suggested_actions: [ticket, status],
      wants_person: false,
    },
    {
      any_of: [
        ...["network", "internet", "wifi", "wi-fi", "wireless", "vpn", "router", "connection", "connect", "ethernet"],
        ...["firewall", "dns", "offline", "no signal", "remote desktop", "shared drive", "network drive"],
      ],
      reply:
        "Let's look at the connection. Is it one device or everybody, and does it happen on Wi-Fi, cable or both? Restarting the router is worth a try while we talk.",
      suggested_actions: [status, ticket, talk],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "printer",
          "printers",
          "print",
          "printing",
          "prints",
          "scanner",
          "scan",
          "scanning",
          "toner",
          "paper jam",
          "plotter",
        ],
      ],
      reply:
        "Printer trouble, understood. Which model is it, and what does its display or your computer say? Turning it off and on again clears many print queues.",
      suggested_actions: [ticket, talk],
      wants_person: false,
    },
    {
      any_of: [
        ...[
          "slow",
          "slowly",
          "sluggish",
          "freezes",
          "freezing",
          "frozen",
          "hangs",
          "laggy",
          "crash",
          "crashes",
          "crashed",
        ],
        ...[
          "crashing",
          "blue screen",
          "bsod",
          "wont start",
          "won't start",
          "will not start",
          "wont turn on",
          "won't turn on",
        ],
        ...["computer", "laptop", "pc", "virus", "malware"],
      ],
      reply:
        "Sorry that your computer is holding you up. Since when does it happen, and is it one program or everything? If you have not restarted it today, that is a good first step.",
      suggested_actions: [ticket, talk],
      wants_person: false,
    },
    {
      any_of: ["thanks", "thank you", "thx", "great thanks", "that helped", "solved", "it works now", "works again"],
      reply: "You're welcome! Is there anything else we can do for you?",
      suggested_actions: [talk],
      wants_person: false,
    },
    {
      any_of: [],
      contact: "given",
      reply:
        "Thanks, now we can reach you even if you leave this page. What is it about? The {{company_name}} team reads along.",
      suggested_actions: [talk, ticket, status],
      wants_person: false,
    },
    {
      any_of: [],
      contact: "known",
      reply: "Thanks for your message. The {{company_name}} team will read it here and get back to you.",
      suggested_actions: [talk, ticket, status, "Pricing"],
      wants_person: false,
    },
  ],
  fallback: {
    reply:
      "Thanks for your message. The {{company_name}} team will read it here. Could you tell us a bit more, and leave an email or phone number so that we can reach you?",
    suggested_actions: [talk, ticket, status, "Pricing"],
  },
};
