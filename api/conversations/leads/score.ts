/** The fixed table (R15); its points add up to 100. */
const points = {
  email: 20,
  business_domain: 10,
  phone: 10,
  key_page: 15,
  three_pages: 5,
  returning: 10,
  agent_replied: 10,
  offline_form: 10,
  company: 10,
} as const;

const labels: Readonly<Record<ScoreReason, string>> = {
  email: "Email known",
  business_domain: "Business email domain",
  phone: "Phone known",
  key_page: "Looked at pricing or contact",
  three_pages: "Looked at three or more pages",
  returning: "Came back",
  agent_replied: "Talked to a person",
  offline_form: "Filled in the offline form",
  company: "Company known",
};

export type ScoreReason = keyof typeof points;

/** What is known about a lead, one answer per row of the table. */
export type ScoreFacts = Readonly<Record<ScoreReason, boolean>>;

export interface ScoreLine {
  readonly reason: ScoreReason;
  readonly label: string;
  readonly points: number;
}

/** Score 0–100 of a lead and the lines it is made of (R15). */
export function scoreLead(facts: ScoreFacts): { readonly score: number; readonly breakdown: readonly ScoreLine[] } {
  const reasons = (Object.keys(points) as ScoreReason[]).filter((reason) => facts[reason]);
  const breakdown = reasons.map((reason) => ({ reason, label: labels[reason], points: points[reason] }));
  return { score: breakdown.reduce((sum, line) => sum + line.points, 0), breakdown };
}

/** True for a page on which people look who mean to buy or to ask. */
export function isKeyPage(pageUrl: string): boolean {
  const path = URL.parse(pageUrl)?.pathname ?? "";
  return /(^|[/_.-])(pricing|prices?|plans?|contact(-us)?|quotes?|demo|preise?|kontakt|tarifs?|precios?)([/_.-]|$)/i.test(
    path,
  );
}
