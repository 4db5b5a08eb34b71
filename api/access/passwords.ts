import { hash as argon2, verify as verifyArgon2 } from "@node-rs/argon2";
import { createQueue } from "./queue.ts";

/** Hashes and checks people's passwords, at most two at once: each takes 19 MiB and a core for some 15 ms. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** With null for the hash (nobody of that name) it takes as long and answers false. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** argon2id as OWASP's password storage cheat sheet asks at least: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** The hash of random bytes that nobody kept: checked against when there is no account, so that time tells nothing. */
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$V/BuVuX73Kr4AgXYlFHCyQ$tpihIbrvakaHsKX90Xq069Wo/EKHQOXEmWR03rHC5Qk";

export function createPasswords(): Passwords {
  const inTurn = createQueue({ concurrency: 2, maxWaiting: 200 });
  return {
    hash: (password) => inTurn(() => argon2(password, cost)),
    verify: (hash, password) =>
      inTurn(async () => (await verifyArgon2(hash ?? nobodysHash, password)) && hash !== null),
  };
}
