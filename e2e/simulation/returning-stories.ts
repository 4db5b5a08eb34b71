import type { Story } from "./stories.ts";

const story = (name: string, weight: number, days: number, tell: Story["tell"]): Story => ({
  name,
  weight,
  days,
  tell,
});

/** People who come back, in this browser or another. */
export const returningStories: readonly Story[] = [
  story("comes back within a week of the agent's close", 5, 7, ({ browser, person, team, wait, random }) => {
    const me = browser();
    me.opens({ identity: { email: person.email } });
    me.says();
    team.replies(me);
    team.closes(me);
    wait(random.between(1, 6));
    me.opens();
    me.says();
    me.reads();
  }),
  story("comes back after its own end", 5, 7, ({ browser, person, wait, random }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    me.ends();
    wait(random.between(0, 5));
    wait(1);
    me.opens();
    me.says();
    me.reads();
  }),
  story("comes back eight days or more after the agent's close", 4, 13, ({ browser, person, team, wait, random }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email }, form: "prechat" });
    team.closes(me);
    wait(random.between(8, 12));
    me.opens();
    me.says();
    me.reads();
  }),
  story("lies idle for more than a week, then goes on", 3, 13, ({ browser, person, wait, random }) => {
    const me = browser();
    me.opens({ identity: { email: person.email } });
    me.says();
    wait(random.between(9, 12));
    me.opens();
    me.says();
    me.reads();
  }),
  story("lies idle for more than two weeks, then starts anew", 2, 20, ({ browser, person, wait, random }) => {
    const me = browser();
    me.opens({ identity: { email: person.email } });
    me.says();
    wait(random.between(16, 19));
    me.opens();
    me.says();
    me.reads();
  }),
  story("asks again, and says who it is only then", 3, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens();
    me.says();
    me.ends();
    wait(1);
    me.opens();
    me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    me.reads();
  }),
  story("uses the same email in two browsers", 5, 7, ({ browser, person, team, wait, random }) => {
    const me = browser();
    me.opens({ page: "https://shop.example/?utm_source=news" });
    me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    if (random.chance(0.5)) team.replies(me);
    wait(random.between(1, 5));
    const other = browser();
    other.opens({ page: "https://shop.example/?utm_source=news&utm_campaign=two", visitor: me });
    other.says({ contact: { email: person.email, phone: person.phone }, form: "offline" });
    other.reads();
    me.reads();
  }),
  story("uses the same email in two browsers in the same moment", 3, 1, ({ browser, person, atOnce }) => {
    const [me, other] = [browser(), browser()];
    atOnce(() => {
      me.opens();
      other.opens();
    });
    atOnce(() => {
      me.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
      other.says({ contact: { email: person.email, name: person.name }, form: "prechat" });
    });
    me.reads();
    other.reads();
  }),
  story("a phone alone, then the same phone with an email", 3, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { phone: person.phone }, form: "prechat" });
    wait(1);
    const other = browser();
    other.opens();
    other.says({ contact: { phone: person.samePhone, email: person.email, name: person.name }, form: "prechat" });
    other.reads();
  }),
  story("an email and a phone, then the phone alone", 3, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { phone: person.phone, email: person.email }, form: "prechat" });
    wait(1);
    const other = browser();
    other.opens();
    other.says({ contact: { phone: person.samePhone }, form: "prechat" });
    other.reads();
  }),
  story("two people share a phone and have an email each", 4, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { phone: person.phone, email: person.email, name: person.name }, form: "prechat" });
    wait(1);
    const other = browser();
    other.opens();
    other.says({ contact: { phone: person.samePhone, email: person.otherEmail }, form: "prechat" });
    other.reads();
    me.reads();
  }),
  story("a lead by phone learns the email of another lead, and they stay two", 2, 3, ({ browser, person, wait }) => {
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email }, form: "prechat" });
    wait(1);
    const other = browser();
    other.opens();
    other.says({ contact: { phone: person.phone }, form: "prechat" });
    other.identifies({ email: person.email });
    other.reads();
    me.reads();
  }),
];
