/** Something that is fetched when it is first of use. */
export interface OnDemand<Thing> {
  /** Resolves to what `act` does with it; to undefined when it cannot be fetched, which the next use tries again. */
  use<Result>(act: (thing: Thing) => Result | Promise<Result>): Promise<Result | undefined>;
  /** Ends what was fetched, and all further use. */
  end(act: (thing: Thing) => void): void;
}

export function createOnDemand<Thing>(fetch: () => Promise<Thing>): OnDemand<Thing> {
  let fetching: Promise<Thing> | null = null;
  let ended = false;

  return {
    async use(act) {
      if (ended) return undefined;
      fetching ??= fetch();
      const thing = await fetching.catch(() => {
        fetching = null;
      });
      return thing && !ended ? await act(thing) : undefined;
    },
    end(act) {
      ended = true;
      fetching?.then(act, () => {});
    },
  };
}
