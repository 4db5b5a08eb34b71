import { z } from "zod";

const text = (longest: number) => z.string().trim().min(1).max(longest);
const locale = z.string().regex(/^[A-Za-z]{2,3}([-_]\w+)*$/, "use a language such as de or pt-BR");
const colour = z.string().regex(/^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$/, "use a hex colour such as #1FB6FF");
const httpsUrl = z.url({ protocol: /^https$/, error: "use an address that starts with https://" }).max(2048);

/** Paths of the site's pages, `*` for anything in between. */
const globs = z.array(z.string().max(200).regex(/^\//, "a path starts with /, such as /shop/*")).max(50);

/** What a visitor may be asked before the first message. */
const prechatName = z.enum(["name", "email", "phone", "company"]);
const prechatField = z.union(
  [
    prechatName,
    z.strictObject({
      name: prechatName.describe("What is asked for."),
      required: z.boolean().optional().describe("true: nothing can be sent without it."),
    }),
  ],
  { error: 'use name, email, phone or company, or {"name": "email", "required": true}' },
);

/**
 * What a site's owner sets for one public key: the options of `window.ValethonWidget` under their own names, and what
 * holds for its chats in place of the space's settings.
 */
export const keySettings = z
  .strictObject({
    company_name: text(200).describe("Shown in the chat's head."),
    logo_url: httpsUrl.describe("The logo in the chat's head: an https address."),
    greeting: text(500).describe("The first words a visitor reads."),
    greetingBubble: z
      .union([z.boolean(), text(500)], { error: "use true, false or a text of 1 to 500 characters" })
      .describe("A bubble beside the launcher before the chat was opened: `true` says the greeting, a text says that."),
    primaryColor: colour.describe("The chat's colour: `#rgb` or `#rrggbb`."),
    position: z.enum(["bottom-right", "bottom-left"]).describe("The corner the launcher stands in."),
    theme: z.enum(["light", "dark", "auto"]).describe("`auto` follows the visitor's system."),
    locale: locale.describe("The chat's language; else the page's, then the browser's."),
    strings: z
      .record(locale, z.record(z.string().regex(/^\w{1,64}$/), z.string().max(500)))
      .describe('Texts in place of ours: `{"de": {"send": "Ab damit"}}`.'),
    showOnMobile: z.boolean().describe("Whether phones show the chat."),
    autoOpen: z.boolean().describe("Whether the chat opens by itself."),
    autoOpenDelay: z.int().min(0).max(3_600_000).describe("Milliseconds until it opens by itself."),
    offset: z
      .strictObject({
        x: z.int().min(0).max(1000).describe("Pixels from the side it stands on."),
        y: z.int().min(0).max(1000).describe("Pixels from the window's lower edge."),
      })
      .partial()
      .describe("Pixels between the launcher and the window's edges."),
    zIndex: z.int().min(0).max(2_147_483_647).describe("The launcher's place above the page's own layers."),
    launcher: z
      .strictObject({
        label: text(60).describe("What it says, up to 60 characters."),
        icon: text(2048).describe("The address of an image in place of ours, up to 2,048 characters."),
        hidden: z.boolean().describe("true when the page has a button of its own."),
        selector: text(200).describe("A CSS selector of the page's own button, which opens the chat then."),
      })
      .partial()
      .describe("The launcher's label and icon, or that the page has a button of its own."),
    prechat: z
      .strictObject({
        fields: z
          .array(prechatField)
          .min(1)
          .max(8)
          .describe('1 to 8 fields in their order: `"email"`, or `{"name": "email", "required": true}`.'),
        when: z
          .enum(["always", "offline"])
          .optional()
          .describe("`offline`: only while nobody is there. Else `always`."),
      })
      .describe("A form before the first message."),
    consent: z
      .enum(["none", "required"])
      .describe("`required`: the visitor agrees that the conversation is kept before anything is sent."),
    privacyUrl: httpsUrl.describe("The privacy policy that the consent's text links to: an https address."),
    sound: z.boolean().describe("Whether a message that the visitor does not look at makes a soft sound."),
    offline: z
      .enum(["chat", "form", "hide"])
      .describe("While nobody is there: the chat as ever, a form in its place, or no launcher."),
    pages: z
      .strictObject({
        show: globs.describe("Only on these: at most 50 of up to 200 characters. Without them, everywhere."),
        hide: globs.describe("Not on these, also where `show` has them: at most 50 of up to 200 characters."),
      })
      .partial()
      .describe('The pages that have the chat, by their paths: `{"show": ["/shop/*"], "hide": ["/shop/checkout"]}`.'),
    lead_on: z
      .enum(["contact", "first_message"])
      .describe("When this site's chats become leads: once an email or phone is known, or with the first message."),
  })
  .partial();

export type KeySettings = z.infer<typeof keySettings>;
