import { withoutIfMatch } from "../../kit/if-match.ts";
import { findStored, type Writing } from "../../kit/records.ts";
import { changeLead, lead, openStatuses } from "../../resources/lead-record.ts";
import type { WidgetSession } from "../visitors/widget-session.ts";
import { pageFacts } from "./lead-fields.ts";
import type { ScoreFacts } from "./score.ts";

/**
 * Lets the score of a session's lead follow from the pages that were seen since `before` (R15), in the transaction that
 * noted them. Pages are seen all the time: the lead is asked for only when they show something for the first time.
 */
export async function scorePages(calling: Writing, before: WidgetSession, now: WidgetSession): Promise<void> {
  if (now.lead_id === null || samePages(before, now)) return;
  const news = newFacts(pageFacts(before), pageFacts(now));
  if (Object.keys(news).length === 0) return;
  const context = withoutIfMatch(calling);
  const found = await findStored(context, lead, now.lead_id, true);
  if (found === undefined || found.row["deleted_at"] !== null) return;
  // A closed lead is history: what its visitor looks at now is about new business.
  if (!openStatuses.includes(found.record["status"])) return;
  await changeLead(context, found, {}, news);
}

const samePages = (one: WidgetSession, other: WidgetSession) =>
  one.trail === other.trail && one.attribution.last?.page_url === other.attribution.last?.page_url;

const newFacts = (before: Partial<ScoreFacts>, now: Partial<ScoreFacts>): Partial<ScoreFacts> =>
  Object.fromEntries(
    Object.entries(now).filter(([reason, isTrue]) => isTrue && before[reason as keyof ScoreFacts] !== true),
  );
