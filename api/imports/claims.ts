import { createHash } from "node:crypto";
import { email } from "../resources/fields.ts";
import { openStatuses } from "../resources/lead-record.ts";
import { normalise } from "../store/normalise.ts";
import { bodyOf, type Columns, cellsTogether } from "./cells.ts";
import type { ImportRow } from "./import-record.ts";
import type { Taking } from "./take-row.ts";

/** A lead of a dry run, as the file has left it. */
export interface Rehearsed {
  /** The last of its rows, from 1. */
  readonly number: number;
  /** What its rows say together. */
  readonly row: ImportRow;
  /** The file made it; otherwise it stood before. */
  readonly isMade: boolean;
}

/** What a row names that one lead alone can hold, each as a hash. */
export interface Claims {
  readonly email: string | null;
  /** Values of unique fields. */
  readonly values: readonly string[];
  /** All of them. */
  readonly all: readonly string[];
  /** A closed lead does not keep others from its email. */
  readonly isClosed: boolean;
}

export function claimsOf({ titles, mapping, customFields }: Columns, [, cells]: ImportRow): Claims {
  const body = bodyOf({ titles, mapping, customFields }, cells);
  const address = email.safeParse(body["email"] ?? null);
  const unique = customFields.filter((field) => field.unique === 1);
  const values = unique.flatMap(({ key }) => {
    const value: unknown = body["custom_fields"]?.[key];
    return value === undefined ? [] : [hash(`cf.${key} ${normalise(String(value))}`)];
  });
  const holder = address.success && address.data !== null ? hash(`email ${address.data}`) : null;
  return {
    email: holder,
    values,
    all: holder === null ? values : [holder, ...values],
    isClosed: body["status"] !== undefined && !openStatuses.includes(body["status"]),
  };
}

const hash = (claim: string) => createHash("sha256").update(claim).digest("base64url");

/** One row for a lead that has two: what the earlier said, changed by the later. */
export const together = (columns: Columns, [, earlier]: ImportRow, [line, later]: ImportRow): ImportRow => [
  line,
  cellsTogether(columns, earlier, later),
];

/** The leads of earlier transactions that hold some of these. */
export async function readClaims(
  { context }: Taking,
  importId: number,
  claims: readonly string[],
): Promise<ReadonlyMap<string, Rehearsed>> {
  if (claims.length === 0) return new Map();
  const found = await context.db
    .selectFrom("import_claims")
    .select(["claim", "row", "cells"])
    .where("import_id", "=", importId)
    .where("claim", "in", claims)
    .execute();
  return new Map(found.map(({ claim, row, cells }) => [claim, toRehearsed(row, cells)]));
}

function toRehearsed(number: number, cells: string): Rehearsed {
  const [line, own, isMade] = JSON.parse(cells) as [...ImportRow, boolean];
  return { number, row: [line, own], isMade };
}

/** Keeps for later transactions which lead holds what; null is what none holds any more. */
export async function writeClaims(
  { context: { db } }: Taking,
  import_id: number,
  claims: readonly (readonly [claim: string, lead: Rehearsed | null])[],
): Promise<void> {
  const given = claims.flatMap(([claim, lead]) =>
    lead === null ? [] : [{ import_id, claim, row: lead.number, cells: JSON.stringify([...lead.row, lead.isMade]) }],
  );
  if (given.length > 0) {
    await db
      .insertInto("import_claims")
      .values(given)
      .onConflict((conflict) =>
        conflict.columns(["import_id", "claim"]).doUpdateSet((eb) => ({
          row: eb.ref("excluded.row"),
          cells: eb.ref("excluded.cells"),
        })),
      )
      .execute();
  }
  const freed = claims.filter(([, lead]) => lead === null).map(([claim]) => claim);
  if (freed.length > 0) {
    await db.deleteFrom("import_claims").where("import_id", "=", import_id).where("claim", "in", freed).execute();
  }
}
