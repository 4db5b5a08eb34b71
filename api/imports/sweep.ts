import { timestamp } from "../clock.ts";
import type { Space } from "../store/space.ts";

/** An import and its errors can be read for this long after its end. */
const keptMs = 30 * 24 * 3_600_000;

/** Removes the imports whose time is over. */
export async function sweepImports(space: Space, now: number): Promise<void> {
  await space.write(async ({ db }) => {
    const gone = await db
      .deleteFrom("imports")
      .where("finished_at", "<", timestamp(now - keptMs))
      .returning("import_id")
      .execute();
    const ids = gone.map(({ import_id }) => import_id);
    if (ids.length > 0) await db.deleteFrom("import_errors").where("import_id", "in", ids).execute();
  });
}
