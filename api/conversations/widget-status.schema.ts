import { z } from "zod";

/** How many agents visitors see by name. */
export const mostFaces = 3;

/** What GET /widget/status answers, and what open chats hear of when it changes. */
export const widgetStatus = z.object({
  status: z
    .enum(["online", "away", "offline"])
    .describe(
      "`online`: an agent is there. `away`: agents are signed in, but none at the screen. `offline`: nobody is.",
    ),
  agents_online: z.int().describe("How many agents are there."),
  agents: z
    .array(z.object({ name: z.string().describe("What the team calls the agent.") }))
    .max(mostFaces)
    .describe(
      "Who of them is there, at most three, whoever came first at the front; empty when nobody is, or when the setting `show_agents` is off.",
    ),
  business_hours: z
    .object({
      open: z.boolean().describe("Whether it is within business hours now; always true when none are set."),
      next_open_at: z
        .string()
        .nullable()
        .describe("When they start next, UTC ISO 8601; null while open and when they never start."),
      timezone: z.string().describe("The IANA time zone they are in."),
    })
    .describe("When the team is there."),
  reply_time_minutes: z
    .int()
    .nullable()
    .describe("How soon the team usually answers, in minutes; null when nobody says."),
  services: z
    .array(
      z.object({
        name: z.string().describe("What it is called."),
        state: z.string().describe("How it is, in the owner's own words."),
      }),
    )
    .describe("The state of the services that the owner lists."),
  incident: z.string().nullable().describe("What is wrong just now; null for nothing."),
});

export type WidgetStatus = z.infer<typeof widgetStatus>;
