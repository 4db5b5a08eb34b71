import type { Proof } from "./oracle/proof.ts";
import type { Person } from "./people.ts";
import type { Story } from "./stories.ts";

const story = (name: string, weight: number, days: number, tell: Story["tell"]): Story => ({
  name,
  weight,
  days,
  tell,
});

const account = ({ label, email, name }: Person, which = "first"): Proof => ({
  external_id: `${which} account of ${label}`,
  email,
  name: `Proved ${name}`,
});

/** People whom the site's server signs for. */
export const provedStories: readonly Story[] = [
  story("is signed in from the start", 3, 1, ({ browser, person, random, team }) => {
    const me = browser();
    me.opens({ proof: account(person) });
    me.says();
    if (random.chance(0.5)) team.replies(me);
    me.reads();
  }),
  story("chats anonymously, then signs in", 4, 3, ({ browser, person, random, wait }) => {
    const me = browser();
    me.opens();
    me.says();
    if (random.chance(0.5)) {
      me.ends();
      wait(1);
      me.opens();
      me.says();
    }
    me.proves(account(person));
    me.reads();
    me.says();
    me.reads();
  }),
  story("claims its email, and proves it another day", 3, 4, ({ browser, person, random, team, wait }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    if (random.chance(0.5)) team.edits(me, { first_name: "Corrected", last_name: "By Hand" });
    wait(random.between(1, 3));
    me.opens({ proof: account(person) });
    me.reads();
    me.says();
    me.reads();
  }),
  story("is signed in on two devices, which show one conversation", 3, 5, ({ browser, person, team, wait }) => {
    const [laptop, phone] = [browser(), browser()];
    laptop.opens({ proof: account(person) });
    laptop.says();
    team.replies(laptop);
    wait(1);
    phone.opens({ proof: account(person) });
    phone.reads();
    phone.says();
    wait(1);
    laptop.opens({ proof: account(person), page: null });
    laptop.reads();
  }),
  story("has two accounts with one email, which stay two", 3, 4, ({ browser, person, wait }) => {
    const [home, work] = [browser(), browser()];
    home.opens({ proof: account(person) });
    home.says();
    wait(1);
    work.opens({ proof: account(person, "second") });
    work.says();
    work.reads();
    home.opens({ proof: account(person), page: null });
    home.reads();
  }),
  story("signs in where somebody else was signed in", 2, 1, ({ browser, person }) => {
    const shared = browser();
    shared.opens({ proof: account(person) });
    shared.says();
    shared.reads();
    shared.proves({ ...account(person, "second"), email: person.otherEmail });
    shared.sees("https://shop.example/account");
    shared.reads();
    shared.says();
    shared.reads();
  }),
  story("a stranger claims the email of a proved person, and reads nothing", 3, 4, ({ browser, person, wait }) => {
    const [owner, stranger] = [browser(), browser()];
    owner.opens({ proof: account(person) });
    owner.says();
    wait(1);
    stranger.opens({ visitor: owner });
    stranger.says({ contact: { email: person.email, name: "Not The Owner" }, form: "prechat" });
    stranger.reads();
    wait(1);
    owner.opens({ proof: account(person), page: null });
    owner.reads();
    stranger.opens({ page: null });
    stranger.reads();
  }),
];
