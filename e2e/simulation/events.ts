import { collect, type Finding } from "./compare.ts";
import { same } from "./mismatch.ts";
import type { Answer, World } from "./world.ts";

/** R18: each lead is told once, each link once and after its lead. */
export async function checkEvents(world: World): Promise<Finding[]> {
  const log = await readLog(world);
  const { leads, conversations } = world.mind.ledger;
  const told = log.filter(({ event }) => event === "lead.created");
  const created = new Map<number, number>(told.map(({ data, seq }) => [data.lead_id, seq]));
  const links = Map.groupBy(
    log.filter(({ event }) => event === "conversation.lead_linked"),
    ({ data }) => data.conversation_id as number,
  );
  return [
    ...collect(null, () => same("how many leads were told of", leads.length, told.length)),
    ...collect(null, () => same("how many different leads were told of", told.length, created.size)),
    ...leads
      .filter(({ id }) => id !== null)
      .flatMap(({ id, person }) =>
        collect(person, () => same(`whether lead.created told of lead ${id}`, true, created.has(id ?? 0))),
      ),
    ...conversations.flatMap((conversation) =>
      collect(conversation.session.person, () => {
        const rows = links.get(conversation.id) ?? [];
        const moved = (conversation.links.at(-1) ?? null) === conversation.lead ? [] : [conversation.lead];
        const expected = [...conversation.links, ...moved].map((lead) => lead?.id);
        const name = `the leads that conversation ${conversation.id} was told to be linked to`;
        same(
          name,
          expected,
          rows.map(({ data }) => data.lead_id),
        );
        for (const { seq, data } of rows) {
          same(`whether lead ${data.lead_id} was told before its link`, true, (created.get(data.lead_id) ?? seq) < seq);
        }
      }),
    ),
  ];
}

async function readLog(world: World): Promise<Answer[]> {
  const rows: Answer[] = [];
  let after = 0;
  for (;;) {
    const query = { after, limit: 200, types: "lead.created,conversation.lead_linked" };
    const page = await world.server("GET /events", { query });
    rows.push(...page.data);
    if (!page.more) return rows;
    after = page.next_after;
  }
}
