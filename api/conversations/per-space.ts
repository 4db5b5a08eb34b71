import type { Space } from "../store/space.ts";

/**
 * Keeps one value per space, made when first asked for and gone together with the space.
 * It belongs to the space, not to the module: two deployments in one process share nothing.
 */
export function perSpace<T>(make: (space: Space) => T): (space: Space) => T {
  const values = new WeakMap<Space, { readonly value: T }>();
  return (space) => {
    const known = values.get(space) ?? { value: make(space) };
    values.set(space, known);
    return known.value;
  };
}
