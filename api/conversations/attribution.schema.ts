import { z } from "zod";

const text = z.string().nullable();

/** The campaign values of an address; all null where it carries none. */
const utm = {
  utm_source: text,
  utm_medium: text,
  utm_campaign: text,
  utm_term: text,
  utm_content: text,
};

const firstTouch = z
  .object({ landing_url: text, referrer: text, ...utm, at: z.string() })
  .meta({ title: "first_touch" });
const lastTouch = z
  .object({ page_url: text, title: text, referrer: text, ...utm, at: z.string() })
  .meta({ title: "last_touch" });

/** Where a visitor came from: known from the visitor's first act on, never from before it. */
export const attribution = z.object({ first: firstTouch.optional(), last: lastTouch.optional() });
export type Attribution = Readonly<z.infer<typeof attribution>>;

/** One page a visitor looked at. */
export const trailPage = z.object({ page_url: z.string(), page_title: text, at: z.string() });
export type TrailPage = Readonly<z.infer<typeof trailPage>>;
