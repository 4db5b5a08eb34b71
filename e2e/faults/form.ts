/** True in `npm run faults`, which has the machine for itself: as many kills, messages and sockets as we promise. */
export const isLong = process.env["FAULTS"] === "long";

/** The size of a test in the form that runs. The short one is what every change can afford. */
export function sized<T>(sizes: { readonly short: T; readonly long: T }): T {
  return isLong ? sizes.long : sizes.short;
}

/** What chance decides hangs on this alone. Another one is another run: `FAULTS_SEED=7 npm run faults -- chat-kill`. */
export const seed = Number(process.env["FAULTS_SEED"] ?? 1);
