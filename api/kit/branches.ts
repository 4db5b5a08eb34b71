import type { Choice } from "./narrowing.ts";

/** Choices of which an index is read, or counted, at a time. */
export type Branch = readonly Choice[];

/** An index is read at most so often for one answer. */
const mostBranches = 16;

export const isFewBranches = (choices: readonly Choice[]) =>
  choices.reduce((all, { values }) => all * values.length, 1) <= mostBranches;

/** Every combination of the choices' values, each choice of one value alone. */
export const branchesOf = (choices: readonly Choice[]): readonly Branch[] =>
  choices.reduce<readonly Branch[]>((branches, choice) => combined(branches, eachValue(choice)), [[]]);

/**
 * The choices as branches to be counted apart, as long as that makes few: by their values, else nulls apart from others,
 * because SQLite would gather the rows of both and look at each, where an index tells how many each has.
 */
export const countedApart = (choices: readonly Choice[]): readonly Branch[] =>
  choices.reduce<readonly Branch[]>(
    (branches, choice) => {
      const ways = [eachValue(choice), nullsApart(choice)];
      const apart = ways.find((parts) => branches.length * parts.length <= mostBranches) ?? [choice];
      return combined(branches, apart);
    },
    [[]],
  );

const combined = (branches: readonly Branch[], choices: readonly Choice[]) =>
  branches.flatMap((branch) => choices.map((choice) => [...branch, choice]));

const eachValue = (choice: Choice): readonly Choice[] => choice.values.map((value) => ({ ...choice, values: [value] }));

const nullsApart = (choice: Choice): readonly Choice[] =>
  [choice.values.filter((value) => value === null), choice.values.filter((value) => value !== null)]
    .filter((values) => values.length > 0)
    .map((values) => ({ ...choice, values }));
