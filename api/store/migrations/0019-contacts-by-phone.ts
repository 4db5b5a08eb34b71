import type { Migration } from "../migrate.ts";

/** Whoever writes to a site is looked for by phone among contacts too. */
export const migration: Migration = () => [
  "create index contacts_phone on contacts (phone_e164) where phone_e164 is not null",
];
