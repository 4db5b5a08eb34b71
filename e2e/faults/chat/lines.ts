import type { Line } from "./world.ts";

interface Told {
  readonly type: string;
  readonly kind: string;
  readonly name: string | null;
  readonly createdAt: string;
  readonly body: string | null;
}

/** One event of a conversation as a line, the same wherever it is read. */
export const lineOf = ({ type, kind, name, createdAt, body }: Told): Line => ({
  text: body ?? "",
  mark: `${createdAt} ${type} ${kind} ${name ?? ""}`,
});
