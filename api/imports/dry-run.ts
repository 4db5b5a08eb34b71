import { createHash } from "node:crypto";
import { email } from "../resources/fields.ts";
import { normalise } from "../store/normalise.ts";
import { bodyOf, type Columns } from "./cells.ts";
import type { ImportRow } from "./import-record.ts";
import { type RowResult, type Taking, takeRow } from "./take-row.ts";

/** A row with its number in the file, from 1. */
interface Numbered {
  readonly number: number;
  readonly row: ImportRow;
}

class Undone extends Error {}

/**
 * Finds out what taking rows would do, and undoes it. What earlier transactions of the dry run undid would be missed
 * here: of each email and unique value that one of these rows names too, the last row that took it goes first.
 */
export async function rehearse<T extends readonly RowResult[]>(
  taking: Taking,
  importId: number,
  rows: readonly Numbered[],
  take: () => Promise<T>,
): Promise<T> {
  const claims = new Map(rows.map((one) => [one, claimsOf(taking, one.row)]));
  const earlier = await earlierRows(taking, importId, [...claims.values()].flat());
  const results: { taken?: T } = {};
  try {
    await taking.transaction.attempt(async () => {
      for (const row of earlier) await takeRow(taking, row);
      results.taken = await take();
      throw new Undone("A dry run keeps nothing.");
    });
  } catch (error) {
    if (!(error instanceof Undone) || results.taken === undefined) throw error;
  }
  const { taken } = results;
  if (taken === undefined) throw new Error("A dry run ended without results.");
  await remember(
    taking,
    importId,
    [...claims].slice(0, taken.length).filter((_, i) => isKept(taken[i])),
  );
  return taken;
}

const isKept = (result: RowResult | undefined) => result?.outcome === "created" || result?.outcome === "updated";

/** What a row would hold alone: its email and its values of unique fields. */
function claimsOf({ titles, mapping, customFields }: Columns, [, cells]: ImportRow): string[] {
  const body = bodyOf({ titles, mapping, customFields }, cells);
  const address = email.safeParse(body["email"] ?? null);
  const unique = customFields.filter((field) => field.unique === 1);
  const values = unique.flatMap(({ key }) => {
    const value: unknown = body["custom_fields"]?.[key];
    return value === undefined ? [] : [`cf.${key} ${normalise(String(value))}`];
  });
  const emails = address.success && address.data !== null ? [`email ${address.data}`] : [];
  return [...emails, ...values].map((claim) => createHash("sha256").update(claim).digest("base64url"));
}

async function earlierRows({ context }: Taking, importId: number, claims: readonly string[]): Promise<ImportRow[]> {
  if (claims.length === 0) return [];
  const found = await context.db
    .selectFrom("import_claims")
    .select(["row", "cells"])
    .where("import_id", "=", importId)
    .where("claim", "in", [...new Set(claims)])
    .orderBy("row")
    .execute();
  // A row that took several things stands here several times.
  return [...new Map(found.map(({ row, cells }) => [row, JSON.parse(cells) as ImportRow])).values()];
}

async function remember(
  { context }: Taking,
  import_id: number,
  rows: readonly (readonly [Numbered, readonly string[]])[],
): Promise<void> {
  // The last row wins: within one statement a claim may stand once.
  const claimed = new Map(
    rows.flatMap(([{ number, row }, claims]) =>
      claims.map((claim) => [claim, { import_id, claim, row: number, cells: JSON.stringify(row) }] as const),
    ),
  );
  if (claimed.size === 0) return;
  await context.db
    .insertInto("import_claims")
    .values([...claimed.values()])
    .onConflict((conflict) =>
      conflict.columns(["import_id", "claim"]).doUpdateSet((eb) => ({
        row: eb.ref("excluded.row"),
        cells: eb.ref("excluded.cells"),
      })),
    )
    .execute();
}
