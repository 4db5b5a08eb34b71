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

/** What the rows of one transaction ask of earlier ones, and leave for later ones. */
interface Rehearsal {
  readonly taking: Taking;
  readonly importId: number;
  /** Numbers of the earlier rows that were taken again. */
  readonly repeated: Set<number>;
  readonly claimed: Map<string, Numbered>;
}

/**
 * Finds out what taking rows would do, and undoes it. What earlier transactions of the dry run undid would be missed
 * here: of each email and unique value that a row names, the last row that took it goes before that row.
 */
export async function rehearse<T>(
  taking: Taking,
  importId: number,
  work: (take: (row: ImportRow, number: number) => Promise<RowResult>) => Promise<T>,
): Promise<T> {
  const rehearsal: Rehearsal = { taking, importId, repeated: new Set(), claimed: new Map() };
  const done = await undo(taking, () => work((row, number) => takeAfterEarlier(rehearsal, { number, row })));
  await remember(rehearsal);
  return done;
}

async function takeAfterEarlier(rehearsal: Rehearsal, { number, row }: Numbered): Promise<RowResult> {
  const { taking, repeated, claimed } = rehearsal;
  const claims = claimsOf(taking, row);
  for (const earlier of await earlierRows(rehearsal, claims)) {
    if (repeated.has(earlier.number)) continue;
    repeated.add(earlier.number);
    await takeRow(taking, earlier.row);
  }
  const result = await takeRow(taking, row);
  if (isKept(result)) for (const claim of claims) claimed.set(claim, { number, row });
  return result;
}

/** Does work and takes it back; returns what came of it. */
async function undo<T>({ transaction }: Taking, work: () => Promise<T>): Promise<T> {
  const done: T[] = [];
  try {
    await transaction.attempt(async () => {
      done.push(await work());
      throw new Undone("A dry run keeps nothing.");
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
  return done[0] as T;
}

const isKept = ({ outcome }: RowResult) => outcome === "created" || outcome === "updated";

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

/** The rows of earlier transactions that took one of these, in their order. A row may stand there several times. */
async function earlierRows({ taking, importId }: Rehearsal, claims: readonly string[]): Promise<readonly Numbered[]> {
  if (claims.length === 0) return [];
  const found = await taking.context.db
    .selectFrom("import_claims")
    .select(["row", "cells"])
    .where("import_id", "=", importId)
    .where("claim", "in", claims)
    .orderBy("row")
    .execute();
  return found.map(({ row, cells }) => ({ number: row, row: JSON.parse(cells) as ImportRow }));
}

async function remember({ taking, importId: import_id, claimed }: Rehearsal): Promise<void> {
  if (claimed.size === 0) return;
  const claims = [...claimed].map(([claim, { number, row }]) => ({
    ...{ import_id, claim },
    ...{ row: number, cells: JSON.stringify(row) },
  }));
  await taking.context.db
    .insertInto("import_claims")
    .values(claims)
    .onConflict((conflict) =>
      conflict.columns(["import_id", "claim"]).doUpdateSet((eb) => ({
        row: eb.ref("excluded.row"),
        cells: eb.ref("excluded.cells"),
      })),
    )
    .execute();
}
