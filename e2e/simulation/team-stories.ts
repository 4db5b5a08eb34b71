import type { Script } from "./script.ts";
import type { Story } from "./stories.ts";

const story = (name: string, weight: number, days: number, tell: Story["tell"]): Story => ({
  name,
  weight,
  days,
  tell,
});

/** Somebody who asks with the person's email in a browser of its own. */
function asks({ browser, person }: Script, email = person.email) {
  const me = browser();
  me.opens();
  me.says({ contact: { email, name: person.name }, form: "prechat" });
  return me;
}

export const teamStories: readonly Story[] = [
  story("an agent corrects the lead, and what is typed later does not undo it", 4, 1, (script) => {
    const { person, random, team } = script;
    const me = asks(script);
    if (random.chance(0.5)) team.edits(me, { first_name: "Maximiliane", company_name: "Corrected & Co" });
    else team.edits(me, { company_name: null });
    me.identifies({ email: person.email, name: "Somebody Else", company: "Typed Later", phone: person.phone });
    me.says();
    me.reads();
  }),
  story("an agent scores the lead by hand", 3, 1, (script) => {
    const { person, team, random } = script;
    const me = asks(script);
    team.scores(me, random.between(0, 100));
    me.identifies({ phone: person.phone });
    team.replies(me);
    me.reads();
  }),
  story("the lead is reassigned, and others answer", 3, 1, (script) => {
    const { team } = script;
    const me = asks(script);
    team.replies(me, 0);
    team.reassigns(me, 1);
    team.replies(me, 2);
    me.reads();
  }),
  story("an agent answers before anybody knows who it is", 5, 1, ({ browser, person, team, random }) => {
    const me = browser();
    me.opens();
    me.says();
    team.replies(me);
    if (random.chance(0.5)) team.replies(me);
    me.identifies({ email: person.email, name: person.name });
    me.reads();
  }),
  story("the lead is marked unqualified, and the person comes back", 4, 6, (script) => {
    const { team, random, wait, person } = script;
    const me = asks(script);
    if (random.chance(0.5)) team.replies(me);
    team.setsStatus(me, "contacted");
    team.setsStatus(me, "unqualified");
    me.ends();
    wait(random.between(1, 4));
    if (random.chance(0.5)) {
      me.opens({ page: null });
      me.says();
      me.reads();
    } else asks(script, person.email.toUpperCase()).reads();
  }),
  story("two leads are closed one after the other, and the person comes back where the first was", 2, 6, (script) => {
    const { team, wait } = script;
    const me = asks(script);
    team.setsStatus(me, "unqualified");
    me.ends();
    wait(1);
    const other = asks(script);
    team.setsStatus(other, "unqualified");
    other.ends();
    wait(1);
    me.opens({ page: null });
    me.says();
    me.reads();
  }),
  story("the lead becomes a contact, and the person comes back", 4, 6, (script) => {
    const { team, random, wait } = script;
    const me = asks(script);
    team.replies(me);
    team.converts(me, true);
    me.ends();
    wait(random.between(1, 4));
    if (random.chance(0.5)) {
      me.opens({ page: null });
      me.says();
      me.reads();
    } else asks(script).reads();
  }),
  story("the lead is converted without a contact, and the person comes back", 2, 6, (script) => {
    const { team, random, wait, browser, person } = script;
    const me = browser();
    me.opens();
    me.says({ contact: { email: person.email, company: person.company }, form: "prechat" });
    team.converts(me, false);
    me.ends();
    wait(random.between(1, 4));
    asks(script).reads();
  }),
  story("an agent merges two leads of one person", 3, 3, (script) => {
    const { team, browser, person, wait, random } = script;
    const me = asks(script);
    if (random.chance(0.5)) team.replies(me);
    wait(1);
    const other = browser();
    other.opens();
    other.says({ contact: { phone: person.phone, company: person.company }, form: "offline" });
    team.merges(me, other);
    other.says();
    me.says();
    other.reads();
    me.reads();
  }),
  story("the site's server made the lead before the person chats", 3, 2, (script) => {
    const { team, person, wait, random } = script;
    team.importsLead({ email: person.email, ...(random.chance(0.5) ? { company_name: "Given By Form" } : {}) });
    wait(1);
    const me = asks(script);
    team.replies(me);
    me.reads();
  }),
  story("is a contact already when the first chat comes", 3, 2, (script) => {
    const { team, person, browser, random, wait } = script;
    const byPhone = random.chance(0.4);
    team.importsContact({ last_name: "Known", ...(byPhone ? { phone: person.phone } : { email: person.email }) });
    wait(1);
    const me = browser();
    me.opens();
    me.says({ contact: byPhone ? { phone: person.samePhone } : { email: person.email }, form: "prechat" });
    me.reads();
  }),
  story("an agent creates the lead", 4, 1, ({ team, person, browser, random }) => {
    const me = browser();
    me.opens();
    const how = random.between(0, 2);
    me.says(how === 0 ? { about: `Write to ${person.email}, please ` } : {});
    if (how === 0) team.createsLead(me, { found: { email: person.email } });
    if (how === 1) team.createsLead(me, { said: { email: person.email, name: person.name } });
    if (how === 2) team.createsLead(me, {});
    team.replies(me);
    me.says();
    me.reads();
  }),
];
