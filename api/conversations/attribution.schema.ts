import { z } from "zod";

const text = z.string().nullable();
const at = z.string().describe("When, UTC ISO 8601.");
const referrer = text.describe("The address the visitor came from; null when the browser told none.");

/** The campaign values of an address; all null where it carries none. */
const utm = {
  utm_source: text.describe("utm_source of the page's address, up to 200 characters; null without it."),
  utm_medium: text.describe("utm_medium of the page's address, likewise."),
  utm_campaign: text.describe("utm_campaign of the page's address, likewise."),
  utm_term: text.describe("utm_term of the page's address, likewise."),
  utm_content: text.describe("utm_content of the page's address, likewise."),
};

const firstTouch = z
  .object({ landing_url: text.describe("The first page's address."), referrer, ...utm, at })
  .meta({ title: "first_touch" });
const lastTouch = z
  .object({
    page_url: text.describe("The last page's address."),
    title: text.describe("The last page's title."),
    referrer,
    ...utm,
    at,
  })
  .meta({ title: "last_touch" });

/** Where a visitor came from: known from the visitor's first act on, never from before it. */
export const attribution = z.object({
  first: firstTouch.optional().describe("The first page that is known, which stays as it was."),
  last: lastTouch.optional().describe("The latest page that is known."),
});
export type Attribution = Readonly<z.infer<typeof attribution>>;

/** One page a visitor looked at. */
export const trailPage = z.object({
  page_url: z.string().describe("The page's address, without what may be secret in it."),
  page_title: text.describe("The page's title."),
  at: at.describe("When it was last looked at, UTC ISO 8601."),
});
export type TrailPage = Readonly<z.infer<typeof trailPage>>;
