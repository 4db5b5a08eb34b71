import { mistyped } from "./people.ts";
import type { Script } from "./script.ts";

/** A course of things that happens to many people of a month, each in an own way. */
export interface Story {
  readonly name: string;
  readonly weight: number;
  /** How many days it may take. */
  readonly days: number;
  tell(script: Script): void;
}

const story = (name: string, weight: number, days: number, tell: Story["tell"]): Story => ({
  name,
  weight,
  days,
  tell,
});
const shop = "https://shop.example";

const strangers: readonly Story[] = [
  story("never says who it is", 14, 1, ({ browser, random, team }) => {
    const me = browser();
    me.opens({ page: `${shop}/?utm_source=google&token=abc#top` });
    for (let left = random.between(1, 3); left > 0; left -= 1) me.says();
    if (random.chance(0.3)) team.replies(me);
    if (random.chance(0.2)) team.serverReplies(me);
    if (random.chance(0.4)) me.ends();
    me.reads();
  }),
  story("opens the chat, writes nothing, and comes back two days later", 2, 3, ({ browser, wait }) => {
    const me = browser();
    me.opens();
    me.reads();
    wait(2);
    me.opens();
    me.says();
    me.reads();
  }),
];

const introductions: readonly Story[] = [
  story("fills in the pre-chat form", 10, 1, ({ browser, person, random, team }) => {
    const me = browser();
    me.opens({ page: `${shop}/?utm_source=ads&utm_campaign=spring&email=x@y.example` });
    const { name, email, company } = person;
    me.says({ contact: { name, email, ...(random.chance(0.5) ? { company } : {}) }, form: "prechat" });
    if (random.chance(0.5)) me.says();
    if (random.chance(0.4)) team.replies(me);
    me.reads();
  }),
  story("submits the pre-chat form before the first message", 3, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.identifies({ email: person.email, name: person.name }, true);
    me.says();
    me.reads();
  }),
  story("fills in the offline form", 6, 1, ({ browser, person, random }) => {
    const me = browser();
    me.opens();
    const { email, phone, name } = person;
    me.says({ contact: random.chance(0.6) ? { email, phone, name } : { phone, name }, form: "offline" });
    me.reads();
  }),
  story("fills in the offline form once its email is known", 2, 1, ({ browser, person }) => {
    const me = browser();
    me.opens({ identity: { email: person.email } });
    me.says();
    me.says({ contact: { email: person.email }, form: "offline" });
    me.reads();
  }),
  story("is identified during the conversation", 7, 1, ({ browser, person, random, team }) => {
    const me = browser();
    me.opens();
    me.says();
    if (random.chance(0.3)) team.replies(me);
    me.identifies({ email: person.email, name: person.name });
    me.says();
    me.reads();
  }),
  story("is known to the page from the start", 6, 1, ({ browser, person }) => {
    const me = browser();
    me.opens({ identity: { email: person.email, name: person.name, company: person.company } });
    me.says();
    me.reads();
  }),
  story("is identified before the first message, which alone makes no lead", 3, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.identifies({ email: person.email });
    me.reads();
    me.says();
    me.reads();
  }),
  story("confirms the email that a message mentions", 5, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.says({ about: `Please write to ${person.email}: ` });
    me.identifies({ email: person.email }, true);
    me.reads();
  }),
  story("gives a phone number that is none, beside an email", 2, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { phone: "ext. 12", name: person.name }, form: "prechat" });
    me.reads();
    me.identifies({ email: person.email });
    me.reads();
  }),
  story("gives only a name, then nothing more", 2, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { name: person.name, company: person.company }, form: "prechat" });
    me.reads();
  }),
  story("writes to a site that makes a lead of every first message", 3, 1, ({ browser, person, random }) => {
    const me = browser();
    me.opens({ key: "eager" });
    me.says();
    if (random.chance(0.5)) me.identifies({ email: person.email, name: person.name });
    me.reads();
  }),
];

const attributes: readonly Story[] = [
  story("tells the email first and the phone later", 4, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens({ identity: { email: person.email } });
    me.says();
    wait(1);
    me.opens();
    me.identifies({ phone: person.phone, name: person.name });
    me.says();
    me.reads();
  }),
  story("looks around before it asks", 6, 1, ({ browser, person, random }) => {
    const me = browser();
    me.opens({ page: `${shop}/landing?utm_source=mail&utm_campaign=may` });
    for (const page of ["features", "pricing", "team"].slice(0, random.between(1, 3))) me.sees(`${shop}/${page}`);
    me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    me.reads();
  }),
  story("looks around while it talks", 4, 1, ({ browser, person }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email }, form: "prechat" });
    me.sees(`${shop}/contact?session=s3cret`);
    me.sees(`${shop}/about`);
    me.says();
    me.reads();
  }),
  story(
    "writes the email in capitals and with spaces in another browser",
    4,
    3,
    ({ browser, person, random, wait }) => {
      const me = browser();
      me.opens();
      me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
      wait(1);
      const other = browser();
      other.opens({ visitor: me });
      other.says({ contact: { email: mistyped(person.email, random) }, form: "prechat" });
      other.reads();
      me.reads();
    },
  ),
  story("has two tabs open and a bad connection", 5, 1, ({ browser, person, random, atOnce }) => {
    const me = browser();
    me.opens();
    me.saysTwice();
    atOnce(() => {
      me.says();
      me.says();
    });
    me.resends();
    if (random.chance(0.5)) me.identifies({ email: person.email });
    if (random.chance(0.5)) {
      me.ends();
      me.resends();
    }
    me.reads();
  }),
];

export const visitorStories: readonly Story[] = [...strangers, ...introductions, ...attributes];
