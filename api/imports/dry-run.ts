import { claimsOf, type Rehearsed, readClaims, together, writeClaims } from "./claims.ts";
import type { ImportRow } from "./import-record.ts";
import { type RowResult, type Taking, takeRow } from "./take-row.ts";

class Undone extends Error {}

/** What one transaction of a dry run knows of the file's leads. */
interface Rehearsal {
  readonly taking: Taking;
  readonly importId: number;
  /** Numbers of the leads that stand in this transaction. */
  readonly standing: Set<number>;
  /** Which lead holds a claim, of those that were asked for; null where none of the file's does. */
  readonly held: Map<string, Rehearsed | null>;
  /** Claims that changed hands. */
  readonly changed: Set<string>;
}

/**
 * Finds out what taking rows would do, and undoes it. What earlier transactions of the dry run undid would be missed
 * here: before a row, the leads of the file are made again that hold its email or one of its unique values.
 */
export async function rehearse<T>(
  taking: Taking,
  importId: number,
  work: (take: (row: ImportRow, number: number) => Promise<RowResult>) => Promise<T>,
): Promise<T> {
  const rehearsal: Rehearsal = { taking, importId, standing: new Set(), held: new Map(), changed: new Set() };
  const done = await undo(taking, () => work((row, number) => takeAfterEarlier(rehearsal, row, number)));
  const { held, changed } = rehearsal;
  await writeClaims(
    taking,
    importId,
    [...changed].map((claim) => [claim, held.get(claim) ?? null]),
  );
  return done;
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
  // It is undone only once it is done.
  return done[0] as T;
}

async function takeAfterEarlier(rehearsal: Rehearsal, row: ImportRow, number: number): Promise<RowResult> {
  const { taking, standing } = rehearsal;
  const { email, values, all, isClosed } = claimsOf(taking, row);
  await makeHolders(rehearsal, all);
  const result = await takeRow(taking, row);
  standing.add(number);
  if (result.outcome === "created") hold(rehearsal, { number, row, isMade: true }, isClosed ? values : all);
  if (result.outcome === "updated") holdUpdated(rehearsal, email, { number, row, isMade: false });
  return result;
}

/** Makes the leads again that hold one of these, unless they stand already. */
async function makeHolders(rehearsal: Rehearsal, claims: readonly string[]): Promise<void> {
  const { taking, importId, standing, held } = rehearsal;
  const unknown = claims.filter((claim) => !held.has(claim));
  const found = await readClaims(taking, importId, unknown);
  for (const claim of unknown) held.set(claim, found.get(claim) ?? null);
  const holders = claims.flatMap((claim) => held.get(claim) ?? []);
  for (const lead of holders.toSorted((a, b) => a.number - b.number)) {
    if (!standing.has(lead.number)) await makeAgain(taking, lead);
    standing.add(lead.number);
  }
}

/** A closed lead that the file made stands beside whichever has its email by now. */
async function makeAgain(taking: Taking, { row, isMade }: Rehearsed): Promise<void> {
  const isBeside = isMade && claimsOf(taking, row).isClosed;
  await takeRow(isBeside ? { ...taking, on_duplicate: "error" } : taking, row);
}

function hold({ held, changed }: Rehearsal, lead: Rehearsed | null, claims: readonly string[]): void {
  for (const claim of claims) {
    held.set(claim, lead);
    changed.add(claim);
  }
}

/** The lead is what its rows make it together, and frees what it held and holds no longer. */
function holdUpdated(rehearsal: Rehearsal, email: string | null, last: Rehearsed): void {
  const { taking, held } = rehearsal;
  const before = email === null ? undefined : held.get(email);
  const lead = before ? { ...before, number: last.number, row: together(taking, before.row, last.row) } : last;
  if (before) hold(rehearsal, null, claimsOf(taking, before.row).values);
  hold(rehearsal, lead, claimsOf(taking, lead.row).all);
}
