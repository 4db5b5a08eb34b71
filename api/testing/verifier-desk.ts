import { verify as verifyArgon2 } from "@node-rs/argon2";
import { createKeyVerifier } from "../access/key-verifier.ts";
import { generateKey, parseKey } from "../access/keys.ts";
import { createMemoryLimiter } from "../access/limits.ts";
import type { Space } from "../store/space.ts";
import type { TestApi } from "./api.ts";
import { createTestClock } from "./clock.ts";

/** Where callers come from. */
export const home = "203.0.113.1";
export const elsewhere = "198.51.100.1";

/** A verifier of its own over a space of `stage`, that counts its argon2 runs and can be held up in one. */
export function createVerifierDesk(stage: TestApi, space: Space) {
  const clock = createTestClock(stage.clock.now());
  const errors: unknown[] = [];
  const desk = { clock, errors, hashes: 0, atOnce: 0, mostAtOnce: 0, hold: Promise.resolve() };
  const verifier = createKeyVerifier({
    clock,
    secret: Buffer.alloc(32, 7),
    limiter: createMemoryLimiter({ clock }),
    onError: (error) => errors.push(error),
    async verifyHash(hash, key) {
      desk.hashes += 1;
      desk.atOnce += 1;
      desk.mostAtOnce = Math.max(desk.mostAtOnce, desk.atOnce);
      await desk.hold;
      const right = await verifyArgon2(hash, key);
      desk.atOnce -= 1;
      return right;
    },
  });
  return Object.assign(desk, {
    verifier,
    verify: (key: string, address: string | null = home) => verifier.verify(space, key, address),
  });
}
export type VerifierDesk = ReturnType<typeof createVerifierDesk>;

export const prefixOf = (key: string) => parseKey(key)?.prefix ?? "";

type Values = { revoked_at?: string; hash?: string; name?: string; prefix?: string };

/** Changes a key's row behind the product's back. */
export const changeKey = (space: Space, key: string, values: Values) =>
  space.write(({ db }) => db.updateTable("api_keys").set(values).where("prefix", "=", prefixOf(key)).execute());

/** A well-formed key with the visible part of a real one, as somebody might guess it from a website's source. */
export async function forgeKey(space: Space, key: string): Promise<string> {
  const forged = generateKey("crm");
  await changeKey(space, key, { prefix: prefixOf(forged) });
  return forged;
}
