import type { Browser } from "./browser.ts";
import { type Claims, isOpen, type Lead } from "./oracle/ledger.ts";
import type { Script } from "./script.ts";
import type { Story } from "./stories.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Stories without a plot: visit after visit in one of two browsers, and whatever the visitor and the team come upon.
 * Only what the rules leave open is left out: what becomes of a lead that is closed while its conversation goes on.
 */
export const wanderings: readonly Story[] = [{ name: "comes and goes", weight: 18, days: 20, tell: wander }];

interface Walk {
  readonly script: Script;
  readonly me: Browser;
  /** Each page is seen once, so that it is plain which are three. */
  readonly seen: string[];
}

function wander(script: Script): void {
  const { random, browser, wait } = script;
  const walks = [browser(), browser()].map((me): Walk => ({ script, me, seen: [] }));
  const [first = null] = walks;
  let left = 20;
  for (let visits = random.between(2, 6); visits > 0; visits -= 1) {
    const walk = random.chance(0.7) && first !== null ? first : random.pick(walks);
    visit(walk, walk === first);
    const days = random.between(0, Math.min(6, left - visits));
    left -= days + 1;
    wait(days + 1);
  }
}

function visit({ script, me, ...walk }: Walk, mayLookAround: boolean): void {
  const { random, person } = script;
  me.opens(random.chance(0.2) ? { identity: { email: person.email } } : {});
  script.when(isPlain(me), () => {
    me.says();
    for (let acts = random.between(1, 5); acts > 0; acts -= 1) {
      const { isWanted, tell } = random.weighed(mayLookAround ? possible : possible.filter(({ isLook }) => !isLook));
      script.when(
        () => isWanted(me),
        () => tell({ script, me, ...walk }),
      );
    }
  });
  me.reads();
}

interface Possible {
  readonly weight: number;
  readonly isLook?: boolean;
  isWanted(me: Browser): boolean;
  tell(walk: Walk): void;
}

const possible: readonly Possible[] = [
  { weight: 5, isWanted: () => true, tell: ({ me }) => me.says() },
  { weight: 2, isWanted: () => true, tell: ({ me }) => me.saysTwice() },
  { weight: 2, isWanted: () => true, tell: ({ me }) => me.resends() },
  { weight: 2, isWanted: () => true, tell: ({ me }) => me.ends() },
  { weight: 2, isWanted: isTalking, tell: ({ script, me }) => script.team.closes(me) },
  { weight: 4, isWanted: mayLearn, tell: ({ script, me }) => me.identifies(claimsOf(script)) },
  { weight: 2, isWanted: mayLearn, tell: fillsForm },
  { weight: 4, isWanted: mayLook, isLook: true, tell: looks },
  { weight: 4, isWanted: mayLearn, tell: ({ script, me }) => script.team.replies(me) },
  { weight: 2, isWanted: hasNoLead, tell: createsLead },
  { weight: 2, isWanted: isOpenLead, tell: edits },
  { weight: 1, isWanted: isOpenLead, tell: ({ script, me }) => script.team.scores(me, script.random.between(0, 100)) },
  { weight: 1, isWanted: isOpenLead, tell: ({ script, me }) => script.team.reassigns(me, script.random.between(0, 3)) },
  { weight: 1, isWanted: isOpenLead, tell: ({ script, me }) => script.team.setsStatus(me, "qualified") },
  { weight: 2, isWanted: isOpenLead, tell: closesLead },
];

/** The email comes with whatever else is told: who gives a phone alone in two browsers is two leads, and later either. */
function claimsOf({ person, random }: Script): Claims {
  const { email, name, phone, company } = person;
  const all = { name, phone, company };
  const told = Object.entries(all).filter(() => random.chance(0.4));
  return { email, ...Object.fromEntries(told) };
}

function fillsForm({ script, me }: Walk): void {
  me.says({ contact: claimsOf(script), form: script.random.pick(["prechat", "offline"]) });
}

function looks({ script, me, seen }: Walk): void {
  seen.push(script.random.chance(0.25) ? "pricing" : `article-${seen.length}`);
  me.sees(`https://shop.example/${seen.at(-1)}`);
}

function createsLead({ script: { team, person }, me }: Walk): void {
  team.createsLead(me, { said: { email: person.email } });
}

function edits({ script: { random, team, person }, me }: Walk): void {
  const company_name = random.pick([null, `${person.company} Corrected`]);
  team.edits(me, random.pick([{ company_name }, { first_name: "Corrected", last_name: "By Hand" }, { phone: null }]));
}

/** The visitor leaves with it: what is said on in a conversation whose lead is closed, no rule tells. */
function closesLead({ script, me }: Walk): void {
  const { random, team } = script;
  me.ends();
  const how = random.between(0, 2);
  if (how === 0) team.converts(me, true);
  if (how === 1)
    script.when(
      () => leadOf(me)?.fields.company_name !== null,
      () => team.converts(me, false),
    );
  if (how === 2) team.setsStatus(me, "unqualified");
}

const leadOf = ({ state }: Browser): Lead | null => state.session?.conversation?.lead ?? null;

function isOpenLead(me: Browser): boolean {
  const lead = leadOf(me);
  return lead !== null && isOpen(lead);
}

function isTalking({ state }: Browser): boolean {
  return state.session?.conversation?.status === "open";
}

/** Whether it is known to whom something new would be told. */
function mayLearn(me: Browser): boolean {
  return isTalking(me) && (leadOf(me) === null || isOpenLead(me));
}

/** No rule tells whether a lead that is closed by now hears of what its visitor looks at. */
function mayLook({ state }: Browser): boolean {
  const lead = state.session?.lead ?? null;
  return lead === null || isOpen(lead);
}

function hasNoLead(me: Browser): boolean {
  return isTalking(me) && leadOf(me) === null && me.state.session?.conversation?.contact === null;
}

/** Whether it is plain where a message goes: what lay idle closes by itself some time in the day after the seventh. */
const isPlain =
  ({ state }: Browser) =>
  (now: number): boolean => {
    const { lastSaidAt = now } = state.session?.conversation ?? {};
    return now - lastSaidAt < 14 * dayMs || now - lastSaidAt > 15 * dayMs;
  };
