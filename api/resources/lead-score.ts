import { isBusinessEmail } from "../conversations/contact-details.ts";
import { type ScoreFacts, type ScoreLine, type ScoreReason, scoreLead } from "../conversations/leads/score.ts";
import type { Row } from "../kit/entity.ts";

/** Reasons that follow from the lead's own fields; the others come from what the visitor did. */
const fieldFacts = (record: Row): Partial<ScoreFacts> => ({
  email: record["email"] !== null,
  business_domain: record["email"] !== null && isBusinessEmail(String(record["email"])),
  phone: record["phone_e164"] !== null,
  company: record["company_name"] !== null,
});

/** The score of a lead with these fields, which keeps what it got for the visitor's deeds and adds `deeds` to it. */
export function scoreOf(
  record: Row,
  deeds: Partial<ScoreFacts> = {},
): { score: number; score_breakdown: readonly ScoreLine[] } {
  const kept = ((record["score_breakdown"] ?? []) as ScoreLine[]).map(
    ({ reason }) => [reason, true] as [ScoreReason, boolean],
  );
  const earned = Object.entries(deeds).filter(([, value]) => value) as [ScoreReason, boolean][];
  const facts = { ...Object.fromEntries([...kept, ...earned]), ...fieldFacts(record) } as ScoreFacts;
  const { score, breakdown } = scoreLead(facts);
  return { score, score_breakdown: breakdown };
}
