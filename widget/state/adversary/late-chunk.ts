import { createLate as create } from "../late.ts";

/** As the chunk itself, where it can be fetched. */
export const createLate: typeof create = (options) => {
  const { chunksFail } = globalThis as unknown as { chunksFail: () => boolean };
  if (chunksFail()) throw new Error("Failed to fetch dynamically imported module");
  return create(options);
};
