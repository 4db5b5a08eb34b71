/** What a reader thread is asked, one task at a time; it answers each, in order. */
export type Task =
  | {
      readonly kind: "rows" | "total";
      readonly path: string;
      readonly sql: string;
      readonly parameters: readonly unknown[];
    }
  | { readonly kind: "close"; readonly path: string };

export type Answer = { readonly result: unknown } | { readonly problem: Problem };

/** What is left of an error between threads: a structured clone would lose its name and its code. */
export interface Problem {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The driver's, by which the error is translated on the other side. */
  readonly code: string | undefined;
}

export function packError(error: unknown): Problem {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: undefined, code: undefined };
  const { name, message, stack } = error;
  return { name, message, stack, code: "code" in error ? String(error.code) : undefined };
}

export function unpackError({ name, message, stack, code }: Problem): Error {
  const error = Object.assign(new Error(message), { name }, code === undefined ? {} : { code });
  if (stack !== undefined) error.stack = stack;
  return error;
}
